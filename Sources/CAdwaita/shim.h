// What Swift can't import from GTK, GLib and libadwaita themselves: cast macros and variadic functions, one static inline
// function per use.
#ifndef CADWAITA_SHIM_H
#define CADWAITA_SHIM_H

#include <adwaita.h>
#include <glib-unix.h>

#endif
