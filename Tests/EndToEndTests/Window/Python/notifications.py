"""Stands in for the desktop's notifications, on the session bus of the test."""

from gi.repository import Gio, GLib

from accessibility import wait_until

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
# Of the Desktop Notifications Specification 1.2, what GLib uses.
INTERFACE = f"""
<node><interface name="{NAME}">
  <method name="Notify">
    <arg direction="in" name="app_name" type="s"/>
    <arg direction="in" name="replaces_id" type="u"/>
    <arg direction="in" name="app_icon" type="s"/>
    <arg direction="in" name="summary" type="s"/>
    <arg direction="in" name="body" type="s"/>
    <arg direction="in" name="actions" type="as"/>
    <arg direction="in" name="hints" type="a{{sv}}"/>
    <arg direction="in" name="expire_timeout" type="i"/>
    <arg direction="out" name="id" type="u"/>
  </method>
  <method name="CloseNotification"><arg direction="in" name="id" type="u"/></method>
  <method name="GetCapabilities"><arg direction="out" name="capabilities" type="as"/></method>
  <method name="GetServerInformation">
    <arg direction="out" name="name" type="s"/>
    <arg direction="out" name="vendor" type="s"/>
    <arg direction="out" name="version" type="s"/>
    <arg direction="out" name="spec_version" type="s"/>
  </method>
  <signal name="ActionInvoked"><arg name="id" type="u"/><arg name="action_key" type="s"/></signal>
  <signal name="NotificationClosed"><arg name="id" type="u"/><arg name="reason" type="u"/></signal>
</interface></node>
"""


class Notification:
    """A notification that is shown."""

    def __init__(self, number, title, body, actions):
        self.number, self.title, self.body, self.actions = number, title, body, actions


class Notifications:
    """The notifications that are shown, oldest first."""

    def __init__(self):
        self.shown = []
        self.last_number = 0
        self.is_owner = False
        self.connection = Gio.bus_get_sync(Gio.BusType.SESSION)
        interface = Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0]
        self.connection.register_object(PATH, interface, self.called, None, None)
        Gio.bus_own_name_on_connection(self.connection, NAME, Gio.BusNameOwnerFlags.NONE, self.owned, None)
        wait_until("the notifications have their name on the bus", lambda: self.is_owner)

    def owned(self, *_):
        self.is_owner = True

    def called(self, _connection, _sender, _path, _interface, method, parameters, invocation):
        answer = getattr(self, method)(*parameters.unpack())
        invocation.return_value(answer)

    def Notify(self, _app, replaced, _icon, title, body, actions, _hints, _timeout):
        self.shown = [one for one in self.shown if one.number != replaced]
        if not replaced:
            self.last_number += 1
        self.shown.append(Notification(replaced or self.last_number, title, body, actions[::2]))
        return GLib.Variant("(u)", (self.shown[-1].number,))

    def CloseNotification(self, number):
        self.shown = [one for one in self.shown if one.number != number]

    def GetCapabilities(self):
        return GLib.Variant("(as)", (["actions", "body"],))

    def GetServerInformation(self):
        return GLib.Variant("(ssss)", ("tests", "tchat", "1", "1.2"))

    def wait(self, body):
        """The notification with this body, as soon as it is shown."""
        return wait_until(
            f"there is a notification {body!r}",
            lambda: next((one for one in self.shown if one.body == body), None)
        )

    def wait_withdrawn(self, notification):
        """Waits until it is no longer shown."""
        wait_until("the notification is withdrawn", lambda: notification.number not in [one.number for one in self.shown])

    def activate(self, notification):
        """Does what a click on it does."""
        parameters = GLib.Variant("(us)", (notification.number, "default"))
        self.connection.emit_signal(None, PATH, NAME, "ActionInvoked", parameters)
        closed = GLib.Variant("(uu)", (notification.number, 2))
        self.connection.emit_signal(None, PATH, NAME, "NotificationClosed", closed)
        self.CloseNotification(notification.number)
