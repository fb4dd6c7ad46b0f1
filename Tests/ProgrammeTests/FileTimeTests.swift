import Programme
import Testing

@Suite struct FileTimeTests {
    @Test(
        "A file's time is a number, as far as that goes",
        arguments: [
            (0, 5, 5), (1_795_356_000, 125, 1_795_356_000_000_000_125), (-1, 999_999_999, -1),
            (9_223_372_036, 854_775_807, Int64.max), (9_223_372_036, 854_775_808, .max), (9_223_372_037, 0, .max),
            (.max, 999_999_999, .max), (-9_223_372_037, 0, .min), (.min, 0, .min),
        ] as [(Int, Int, Int64)])
    func nanoseconds(seconds: Int, rest: Int, expected: Int64) {
        #expect(FileTime.nanoseconds(seconds: seconds, nanoseconds: rest) == expected)
    }
}
