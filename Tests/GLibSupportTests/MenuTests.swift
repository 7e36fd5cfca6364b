import CAdwaita
import Testing

@testable import GLibSupport

@Suite struct MenuTests {
    @Test func anotherMenuHasTheSameSections() throws {
        let model = MenuModel(
            Menu([Menu.Section(nil, [.init("A", action: "win.a", target: "b")]), Menu.Section("More", [])])
        )
        #expect(labels(model) == [["A"], []])
        let first = section(model, 0)
        model.show(Menu([.init("C", action: "win.c"), .init("D", action: "win.d")]))
        #expect(labels(model) == [["C", "D"]])
        #expect(section(model, 0) == first)
    }

    private func section(_ model: MenuModel, _ index: Int) -> OpaquePointer? {
        let menu: UnsafeMutablePointer<GMenuModel> = model.menu.pointer()
        guard let part = g_menu_model_get_item_link(menu, gint(index), G_MENU_LINK_SECTION) else { return nil }
        g_object_unref(part)
        return OpaquePointer(part)
    }

    private func labels(_ model: MenuModel) -> [[String]] {
        let menu: UnsafeMutablePointer<GMenuModel> = model.menu.pointer()
        return (0..<g_menu_model_get_n_items(menu)).map { index in
            guard let part = section(model, Int(index)) else { return [] }
            let items = UnsafeMutablePointer<GMenuModel>(part)
            return (0..<g_menu_model_get_n_items(items)).map { item in
                let label = g_menu_model_get_item_attribute_value(items, item, G_MENU_ATTRIBUTE_LABEL, nil)
                defer { g_variant_unref(label) }
                return String(cString: g_variant_get_string(label, nil))
            }
        }
    }
}
