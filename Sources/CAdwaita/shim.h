// What Swift can't import from GTK, GLib and libadwaita themselves: macros and variadic functions, one static inline
// function per use; and the two functions of libdispatch that a foreign main loop needs.
#ifndef CADWAITA_SHIM_H
#define CADWAITA_SHIM_H

#include <adwaita.h>
#include <glib-unix.h>

// libdispatch's hooks for a main loop that isn't its own; CoreFoundation's run loop stands on them as well.
extern int _dispatch_get_main_queue_handle_4CF(void);
extern void _dispatch_main_queue_callback_4CF(void *_Nullable message);

static inline GParamSpec *_Nullable shim_find_property(gpointer _Nonnull object, const char *_Nonnull name) {
    return g_object_class_find_property(G_OBJECT_GET_CLASS(object), name);
}

static inline const char *_Nonnull shim_type_name(gpointer _Nonnull object) { return G_OBJECT_TYPE_NAME(object); }

static inline gboolean shim_is_a(gpointer _Nonnull object, GType type) { return G_TYPE_CHECK_INSTANCE_TYPE(object, type); }

#endif
