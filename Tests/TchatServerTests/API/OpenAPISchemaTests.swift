import Testing

@Suite struct OpenAPISchemaTests {
    @Test(arguments: [
        ("type: string", #""a""#), ("type: integer", "1"), ("type: integer", "1.0"), ("type: number", "1"),
        ("type: number", "0.5"), ("type: boolean", "false"), ("type: [string, 'null']", "null"), ("type: object", "{}"),
        ("enum: [a, 1, null]", "null"), ("const: a", #""a""#), ("{}", "[1]"),
        ("properties: {a: {type: string}}", #"{"a":"x","b":1}"#), ("properties: {a: {type: string}}", "{}"),
        ("required: [a]", #"{"a":null}"#), ("{properties: {a: {}}, additionalProperties: false}", #"{"a":1}"#),
        ("items: {type: integer}", "[1,2]"), ("{minItems: 1, maxItems: 2}", "[1,2]"),
        ("{minimum: 0, maximum: 1}", "1"), ("{minimum: 0, maximum: 9223372036854775807}", "9223372036854775807"),
        ("{minLength: 1, maxLength: 1}", #""é""#), ("pattern: '^[a-z]+$'", #""abc""#), ("pattern: b", #""abc""#),
        ("pattern: b", "1"), ("format: uuid", #""0B6F2A1E-4c7d-4f7e-9a53-2b1f6f6a9d10""#),
        ("format: date-time", #""2026-11-23T03:45:00.123Z""#), ("format: uri-reference", #""about:blank""#),
        ("allOf: [{type: string}, {minLength: 2}]", #""ab""#), ("anyOf: [{type: string}, {minLength: 2}]", #""a""#),
        ("oneOf: [{type: string}, {type: integer}]", "1"), ("$ref: '#/definitions/word'", #""a""#),
        ("{contentMediaType: application/json, contentSchema: {type: integer}}", #""12""#),
        ("{title: T, description: D, default: 1, example: 1, examples: [1]}", "1"),
    ])
    func `A value that conforms has no problem`(schema: String, value: String) throws {
        #expect(try problems(value, schema) == [])
    }

    @Test(arguments: [
        ("type: string", "1"), ("type: integer", "1.5"), ("type: integer", #""1""#), ("type: integer", "true"),
        ("type: boolean", "0"), ("type: number", "null"), ("type: [string, 'null']", "1"), ("type: object", "[]"),
        ("enum: [a, 1]", #""b""#), ("const: a", #""A""#), ("false", "1"),
        ("properties: {a: {type: string}}", #"{"a":1}"#), ("required: [a]", "{}"),
        ("{properties: {a: {}}, additionalProperties: false}", #"{"b":1}"#),
        ("additionalProperties: {type: string}", #"{"b":1}"#),
        ("items: {type: integer}", #"[1,"2"]"#), ("minItems: 1", "[]"), ("maxItems: 1", "[1,2]"),
        ("minimum: 0", "-1"), ("maximum: 1", "1.5"), ("minLength: 1", #""""#), ("maxLength: 1", #""ab""#),
        ("pattern: '^[a-z]+$'", #""aB""#), ("format: uuid", #""0b6f2a1e""#), ("format: date-time", #""today""#),
        ("format: uri-reference", #""a b""#), ("allOf: [{type: string}, {minLength: 2}]", #""a""#),
        ("anyOf: [{type: string}, {type: integer}]", "null"), ("oneOf: [{type: string}, {type: integer}]", "null"),
        ("oneOf: [{type: string}, {minLength: 1}]", #""a""#), ("$ref: '#/definitions/word'", "1"),
        ("$ref: '#/definitions/nothing'", "1"), ("$ref: elsewhere.yaml", "1"),
        ("{contentMediaType: application/json, contentSchema: {type: integer}}", #""a""#),
        ("{contentMediaType: application/json, contentSchema: {type: integer}}", #""1.5""#),
        ("contentMediaType: text/plain", #""a""#), ("format: email", #""a@b.example""#), ("pattern: '['", #""a""#),
        ("multipleOf: 2", "2"), ("nullable: true", "null"),
    ])
    func `A value that does not conform, or a schema beyond this check, is a problem`(
        schema: String,
        value: String
    ) throws {
        #expect(try !problems(value, schema).isEmpty)
    }

    @Test func `A problem names its place`() throws {
        let schema = "properties: {list: {items: {required: [a], properties: {a: {type: string}}}}}"
        #expect(
            try problems(#"{"list":[{"a":"x"},{"a":1},{}]}"#, schema) == [
                "$.list[1].a: 1 is not of type \"string\"", "$.list[2]: 'a' is missing",
            ]
        )
    }

    private func problems(_ value: String, _ schema: String) throws -> [String] {
        let document = try OpenAPIValue(yaml: "definitions: {word: {type: string}}")
        return OpenAPISchema(document: document)
            .problems(try OpenAPIValue(json: value.utf8), try OpenAPIValue(yaml: schema))
    }
}
