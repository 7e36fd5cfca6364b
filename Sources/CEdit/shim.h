// What Swift cannot import from libedit itself: its variadic functions, one static inline function per use.
#ifndef CEDIT_SHIM_H
#define CEDIT_SHIM_H

#include <histedit.h>
#include <stddef.h>
#include <wchar.h>
#include <wctype.h>

/// Reads one character; 1 when there is one, 0 at the end of the input, -1 on an error.
typedef int (*cedit_read_function)(EditLine *, wchar_t *);
/// An editor command bound to a key; returns one of the CC_ codes.
typedef unsigned char (*cedit_command)(EditLine *, wint_t);
typedef wchar_t *(*cedit_prompt_function)(EditLine *);

/// POSIX, but hidden by <wchar.h> from what Swift imports.
extern int wcwidth(wchar_t character);

static inline int cedit_set_client_data(EditLine *editor, void *data) {
    return el_wset(editor, EL_CLIENTDATA, data);
}

static inline void *cedit_client_data(EditLine *editor) {
    void *data = NULL;
    return el_wget(editor, EL_CLIENTDATA, &data) == 0 ? data : NULL;
}

static inline int cedit_set_read_function(EditLine *editor, cedit_read_function function) {
    return el_wset(editor, EL_GETCFN, function);
}

/// `escape` is the character around terminal control sequences in the prompt, which have no width.
static inline int cedit_set_prompt_function(EditLine *editor, cedit_prompt_function function, wchar_t escape) {
    return el_wset(editor, EL_PROMPT_ESC, function, (int)escape);
}

/// The terminal type `name` must live as long as the editor: libedit keeps the pointer.
static inline int cedit_set_terminal(EditLine *editor, const char *name) {
    return el_set(editor, EL_TERMINAL, name);
}

static inline int cedit_set_key_map(EditLine *editor, const char *name) {
    return el_set(editor, EL_EDITOR, name);
}

static inline int cedit_add_command(EditLine *editor, const char *name, const char *help, cedit_command command) {
    return el_set(editor, EL_ADDFN, name, help, command);
}

static inline int cedit_bind(EditLine *editor, const char *key, const char *command) {
    return el_set(editor, EL_BIND, key, command, NULL);
}

/// Changes a terminal mode ("-ixon") for the time of editing.
static inline int cedit_set_editing_mode(EditLine *editor, const char *mode) {
    return el_set(editor, EL_SETTY, "-d", mode, NULL);
}

/// Puts the terminal in raw (1) or cooked (0) mode.
static inline int cedit_set_raw(EditLine *editor, int raw) {
    return el_wset(editor, EL_PREP_TERM, raw);
}

/// While editing is off, libedit leaves the terminal's modes alone.
static inline int cedit_set_editing(EditLine *editor, int editing) {
    return el_wset(editor, EL_EDITMODE, editing);
}

/// Draws the prompt and the line anew, taking the cursor to be where the prompt starts.
static inline int cedit_draw(EditLine *editor) {
    return el_wset(editor, EL_REFRESH);
}

/// A number from the terminal's description as libedit sees it now: "co" columns, "li" lines; 0 when unknown.
static inline int cedit_terminal_number(EditLine *editor, const char *name) {
    int value = 0;
    return el_get(editor, EL_GETTC, name, &value) == 0 ? value : 0;
}

static inline int cedit_set_history(EditLine *editor, HistoryW *history) {
    return el_wset(editor, EL_HIST, history_w, history);
}

/// At most `limit` entries, consecutive duplicates dropped.
static inline void cedit_history_configure(HistoryW *history, int limit) {
    HistEventW event;
    history_w(history, &event, H_SETSIZE, limit);
    history_w(history, &event, H_SETUNIQUE, 1);
}

/// 1 when the line was added, 0 when it equals the newest one, -1 on an error.
static inline int cedit_history_add(HistoryW *history, const wchar_t *line) {
    HistEventW event;
    return history_w(history, &event, H_ENTER, line);
}

#endif
