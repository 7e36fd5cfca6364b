// Translation is part of the C library (gettext(3)), but not of Swift's Glibc module.
#ifndef CINTL_SHIM_H
#define CINTL_SHIM_H

#include <libintl.h>

#endif
