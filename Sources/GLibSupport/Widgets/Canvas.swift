import CAdwaita

/// What a `DrawingArea` draws on, valid while it draws.
///
/// Distances are in the layout's pixels, from the top left. A path is made of `move`, `line`, `rectangle` and the like,
/// and gone once it is stroked, filled or clipped to.
public struct Canvas {
    /// The widget that is drawn: its colours and its scale.
    public let widget: Widget
    /// How wide it is.
    public let width: Double
    /// How high it is.
    public let height: Double
    private let context: OpaquePointer

    init(_ context: OpaquePointer, _ widget: Widget, width: Double, height: Double) {
        self.context = context
        self.widget = widget
        self.width = width
        self.height = height
    }

    /// Draws in this colour from now on.
    public func setColor(_ color: Color) {
        cairo_set_source_rgba(context, color.red, color.green, color.blue, color.alpha)
    }

    /// Draws lines of this width from now on.
    public func setLineWidth(_ width: Double) {
        cairo_set_line_width(context, width)
    }

    /// Rounds the ends of lines, and their corners, from now on.
    public func setRound() {
        cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND)
        cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    }

    /// Draws edges a little less smooth from now on, at a third of the cost: for lines with many corners.
    public func setFast() {
        cairo_set_antialias(context, CAIRO_ANTIALIAS_FAST)
    }

    /// Begins a path at a point.
    public func move(_ x: Double, _ y: Double) {
        cairo_move_to(context, x, y)
    }

    /// Goes on to a point.
    public func line(_ x: Double, _ y: Double) {
        cairo_line_to(context, x, y)
    }

    /// Goes on through all points; the first begins a path if there is none.
    public func polyline(_ points: some Sequence<(x: Double, y: Double)>) {
        for point in points { cairo_line_to(context, point.x, point.y) }
    }

    /// Goes back to where the path began.
    public func close() {
        cairo_close_path(context)
    }

    /// Adds a rectangle to the path.
    public func rectangle(x: Double, y: Double, width: Double, height: Double) {
        cairo_rectangle(context, x, y, width, height)
    }

    /// Adds a rectangle with round corners to the path.
    public func roundedRectangle(x: Double, y: Double, width: Double, height: Double, radius: Double) {
        let radius = min(radius, width / 2, height / 2)
        let right = x + width - radius
        let bottom = y + height - radius
        cairo_new_sub_path(context)
        cairo_arc(context, right, y + radius, radius, -.pi / 2, 0)
        cairo_arc(context, right, bottom, radius, 0, .pi / 2)
        cairo_arc(context, x + radius, bottom, radius, .pi / 2, .pi)
        cairo_arc(context, x + radius, y + radius, radius, .pi, .pi * 3 / 2)
        cairo_close_path(context)
    }

    /// Adds a circle to the path.
    public func circle(x: Double, y: Double, radius: Double) {
        cairo_new_sub_path(context)
        cairo_arc(context, x, y, radius, 0, .pi * 2)
    }

    /// Draws the path's line.
    public func stroke() {
        cairo_stroke(context)
    }

    /// Draws what the path surrounds.
    public func fill() {
        cairo_fill(context)
    }

    /// Draws everywhere.
    public func paint() {
        cairo_paint(context)
    }

    /// Draws only inside the path from now on.
    public func clip() {
        cairo_clip(context)
    }

    /// Runs the body, and draws afterwards as before it: colour, width, clip.
    public func saved(_ body: () -> Void) {
        cairo_save(context)
        body()
        cairo_restore(context)
    }

    /// Draws a text in the widget's font, in the present colour.
    ///
    /// - Parameter anchor: Which point of the text comes to the place: 0 its left or top, 1 its right or bottom.
    public func text(
        _ text: String,
        x: Double,
        y: Double,
        anchor: (x: Double, y: Double) = (0, 0),
        style: TextStyle = TextStyle()
    ) {
        let layout = layout(text, style)
        let size = Self.size(of: layout)
        cairo_move_to(context, x - size.width * anchor.x, y - size.height * anchor.y)
        pango_cairo_show_layout(context, layout.pointer())
        cairo_new_path(context)
    }

    /// How large the text is when it is drawn.
    public func size(of text: String, style: TextStyle = TextStyle()) -> (width: Double, height: Double) {
        Self.size(of: layout(text, style))
    }

    private static func size(of layout: Object) -> (width: Double, height: Double) {
        var width: gint = 0
        var height: gint = 0
        pango_layout_get_pixel_size(layout.pointer(), &width, &height)
        return (Double(width), Double(height))
    }

    private func layout(_ text: String, _ style: TextStyle) -> Object {
        let layout = Object(adopting: gtk_widget_create_pango_layout(widget.pointer(), text))
        let attributes = pango_attr_list_new()
        defer { pango_attr_list_unref(attributes) }
        pango_attr_list_insert(attributes, pango_attr_scale_new(style.scale))
        if style.isBold { pango_attr_list_insert(attributes, pango_attr_weight_new(PANGO_WEIGHT_BOLD)) }
        if style.hasTabularFigures { pango_attr_list_insert(attributes, pango_attr_font_features_new("tnum=1")) }
        pango_layout_set_attributes(layout.pointer(), attributes)
        return layout
    }
}

/// How a text is drawn.
public nonisolated struct TextStyle: Equatable, Sendable {
    /// How large, against the widget's font.
    public var scale: Double
    /// Whether it is bold.
    public var isBold: Bool
    /// Whether all digits are of the same width.
    public var hasTabularFigures: Bool

    /// The widget's font, changed as is said.
    public init(scale: Double = 1, isBold: Bool = false, hasTabularFigures: Bool = false) {
        self.scale = scale
        self.isBold = isBold
        self.hasTabularFigures = hasTabularFigures
    }
}
