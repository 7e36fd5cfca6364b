import GLibSupport

extension Box {
    /// A box in a row of messages.
    ///
    /// It is no `box` to style sheets: the theme has rules for boxes in buttons under the pointer, so GTK looks anew at each box
    /// of all 200 rows that it holds whenever a row comes while the pointer is over the list.
    static func inRow(_ orientation: Orientation, spacing: Int = 0, _ children: [Widget] = []) -> Box {
        Box(orientation, spacing: spacing, styleName: "part", children)
    }
}
