/// Finds the route of a path, segment by segment, whatever the method.
///
/// A segment that a route has as a word counts before a parameter, and empty segments count for nothing.
struct RouteTable: Sendable {
    /// A route, and what its parameters stand for in a path: as it was sent, percent-encoded.
    struct Match: Sendable {
        let route: Route
        let parameters: [Substring]
    }

    private struct Node: Sendable {
        var words: [(word: String, node: Int)] = []
        var parameter: Int?
        var route: Route?
    }

    private var nodes = [Node()]

    init(_ routes: [Route]) {
        for route in routes {
            var node = 0
            for segment in route.path.split(separator: "/") { node = child(of: node, for: segment) }
            precondition(nodes[node].route == nil, "\(route.path) stands in the table twice")
            nodes[node].route = route
        }
    }

    private mutating func child(of node: Int, for segment: Substring) -> Int {
        let isParameter = segment.hasPrefix(":")
        let known = isParameter ? nodes[node].parameter : nodes[node].words.first { $0.word == segment }?.node
        if let known { return known }
        nodes.append(Node())
        let new = nodes.count - 1
        if isParameter {
            nodes[node].parameter = new
        } else {
            nodes[node].words.append((String(segment), new))
        }
        return new
    }

    /// The route of a path, if there is one.
    func match(_ path: String) -> Match? {
        let slash = UInt8(ascii: "/")
        let bytes = path.utf8
        var node = 0
        var parameters: [Substring] = []
        var start = bytes.startIndex
        while true {
            while start < bytes.endIndex, bytes[start] == slash { start = bytes.index(after: start) }
            guard start < bytes.endIndex else { break }
            let end = bytes[start...].firstIndex(of: slash) ?? bytes.endIndex
            let segment = path[start..<end]
            if let next = nodes[node].words.first(where: { $0.word == segment })?.node {
                node = next
            } else if let next = nodes[node].parameter {
                node = next
                parameters.append(segment)
            } else {
                return nil
            }
            start = end
        }
        return nodes[node].route.map { Match(route: $0, parameters: parameters) }
    }
}
