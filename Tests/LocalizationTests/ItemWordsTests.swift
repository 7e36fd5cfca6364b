import Localization
import TchatModel
import Testing

@Suite struct ItemWordsTests {
    @Test func `Each item has a title, and a word in front of its value`() {
        #expect(Item.cpu.title == "Processor" && Item.cpu.label == "CPU")
        #expect(Item.uptime.title == "Uptime" && Item.uptime.label == "Uptime")
        #expect(Set(Item.allCases.map(\.title)).count == Item.allCases.count)
        #expect(Set(Item.allCases.map(\.label)).count == Item.allCases.count)
    }
}
