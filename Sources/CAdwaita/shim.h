// What Swift can't import from GTK, GLib and libadwaita themselves: macros and variadic functions, one static inline
// function per use; and what a foreign main loop needs of libdispatch and of Swift's runtime.
#ifndef CADWAITA_SHIM_H
#define CADWAITA_SHIM_H

#include <adwaita.h>
#include <glib-unix.h>
#include <malloc.h>
#include <pango/pangocairo.h>
#include <stdint.h>

// libdispatch's hooks for a main loop that isn't its own; CoreFoundation's run loop stands on them as well.
extern int _dispatch_get_main_queue_handle_4CF(void);
extern void _dispatch_main_queue_callback_4CF(void *_Nullable message);

// The Swift runtime's hook for tasks of no actor, and how one of them is run (its header Concurrency.h).
typedef __attribute__((swiftcall)) void (*shim_enqueue)(void *_Nonnull job);
extern __attribute__((swiftcall)) void (*_Nullable swift_task_enqueueGlobal_hook)(void *_Nonnull job,
                                                                                 shim_enqueue _Nonnull original);
extern __attribute__((swiftcall)) void swift_job_run(void *_Nonnull job, void *_Nullable actor, uintptr_t kind);

// Beside its own header, which Swift's Glibc leaves out.
static inline void shim_keep_heap_small(int large) {
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_MMAP_THRESHOLD, large);
    mallopt(M_TRIM_THRESHOLD, large);
}

typedef void (*shim_job_taker)(void *_Nonnull job);

static inline shim_job_taker _Nullable *_Nonnull shim_the_job_taker(void) {
    // A static variable of the header itself would be defined nowhere.
    static shim_job_taker taker;
    return &taker;
}

static __attribute__((swiftcall)) void shim_take_job(void *_Nonnull job, shim_enqueue _Nonnull original) {
    (void)original;
    (*shim_the_job_taker())(job);
}

/// Gives the tasks of no actor to the function, each time one has something to do.
static inline void shim_take_jobs(shim_job_taker _Nonnull taker) {
    *shim_the_job_taker() = taker;
    swift_task_enqueueGlobal_hook = shim_take_job;
}

/// Runs such a task until it waits.
static inline void shim_run_job(void *_Nonnull job) { swift_job_run(job, NULL, 0); }

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

/// A new widget; the style name is its type's own unless there is one.
static inline GtkWidget *_Nonnull shim_new_widget(GType type, GtkAccessibleRole role, const char *_Nullable style_name) {
    return (GtkWidget *)g_object_new(type, "accessible-role", role, style_name ? "css-name" : NULL, style_name, NULL);
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
