// What Swift can't import from GTK, GLib and libadwaita themselves: macros and variadic functions, one static inline
// function per use; and the two functions of libdispatch that a foreign main loop needs.
#ifndef CADWAITA_SHIM_H
#define CADWAITA_SHIM_H

#include <adwaita.h>
#include <glib-unix.h>
#include <pango/pangocairo.h>

// libdispatch's hooks for a main loop that isn't its own; CoreFoundation's run loop stands on them as well.
extern int _dispatch_get_main_queue_handle_4CF(void);
extern void _dispatch_main_queue_callback_4CF(void *_Nullable message);

static inline GParamSpec *_Nullable shim_find_property(gpointer _Nonnull object, const char *_Nonnull name) {
    return g_object_class_find_property(G_OBJECT_GET_CLASS(object), name);
}

static inline const char *_Nonnull shim_type_name(gpointer _Nonnull object) { return G_OBJECT_TYPE_NAME(object); }

static inline gboolean shim_is_a(gpointer _Nonnull object, GType type) { return G_TYPE_CHECK_INSTANCE_TYPE(object, type); }

static inline void shim_emit(gpointer _Nonnull object, const char *_Nonnull signal) {
    g_signal_emit_by_name(object, signal);
}

static inline void shim_add_response(AdwMessageDialog *_Nonnull dialog, const char *_Nonnull id,
                                     const char *_Nonnull label) {
    adw_message_dialog_add_response(dialog, id, label);
}

static inline GtkWidget *_Nonnull shim_new_with_role(GType type, GtkAccessibleRole role) {
    return (GtkWidget *)g_object_new(type, "accessible-role", role, NULL);
}

static inline void shim_set_role(gpointer _Nonnull widget, GtkAccessibleRole role) {
    g_object_set(widget, "accessible-role", role, NULL);
}

static inline void shim_accessible_text(GtkAccessible *_Nonnull accessible, GtkAccessibleProperty property,
                                        const char *_Nonnull text) {
    gtk_accessible_update_property(accessible, property, text, -1);
}

static inline void shim_accessible_number(GtkAccessible *_Nonnull accessible, GtkAccessibleProperty property,
                                          double number) {
    gtk_accessible_update_property(accessible, property, number, -1);
}

static inline void shim_accessible_level(GtkAccessible *_Nonnull accessible, int level) {
    gtk_accessible_update_property(accessible, GTK_ACCESSIBLE_PROPERTY_LEVEL, level, -1);
}

static inline void shim_accessible_state(GtkAccessible *_Nonnull accessible, GtkAccessibleState state, int value) {
    gtk_accessible_update_state(accessible, state, value, -1);
}

/// Whether this GTK can announce.
static inline gboolean shim_announce(GtkAccessible *_Nonnull accessible, const char *_Nonnull text) {
#if GTK_CHECK_VERSION(4, 14, 0)
    gtk_accessible_announce(accessible, text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
    return TRUE;
#else
    (void)accessible;
    (void)text;
    return FALSE;
#endif
}

static inline void shim_accessible_relation(GtkAccessible *_Nonnull accessible, GtkAccessibleRelation relation,
                                            GtkAccessible *_Nonnull other) {
    gtk_accessible_update_relation(accessible, relation, other, NULL, -1);
}

#endif
