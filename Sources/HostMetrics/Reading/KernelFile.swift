import Glibc

/// The bytes of the file read last; one buffer serves all files of a reader.
struct ReadBuffer {
    /// A file larger than this is not read: the largest known, `/proc/stat` of 8192 cores, takes about 1 MiB.
    static let maximumSize = 4 << 20

    /// Where bytes are read to; only the first ones that a read returned count.
    private(set) var storage = [UInt8](repeating: 0, count: 16 << 10)

    /// Reads a whole file from its start; returns its size, or nothing where it cannot be read.
    ///
    /// A read of the kernel's files gives whole records until a page is full (fs/seq_file.c): one that leaves room for
    /// the longest record was the last, and no further one is needed to be told so.
    mutating func fill(from descriptor: Int32, longestRecord: Int) -> Int? {
        var size = 0
        while true {
            if size == storage.count {
                guard size < Self.maximumSize else { return nil }
                storage.append(contentsOf: repeatElement(0, count: size))
            }
            let read = storage.withUnsafeMutableBytes { bytes in
                let rest = bytes[size...]
                return pread(descriptor, UnsafeMutableRawBufferPointer(rebasing: rest).baseAddress, rest.count, size)
            }
            if read < 0 {
                guard errno == EINTR else { return nil }
                continue
            }
            size += read
            if read == 0 || read < Self.smallestPageSize - longestRecord { return size }
        }
    }

    private static let smallestPageSize = 4096
}

/// A file of the kernel that is opened once and read again and again.
struct KernelFile: ~Copyable {
    private let path: String
    private let longestRecord: Int
    private var descriptor: Int32 = -1

    /// Names a file and says how long its lines can be; those of counters are short.
    init(_ path: String, longestRecord: Int = 1024) {
        self.path = path
        self.longestRecord = longestRecord
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Reads the whole file and parses it; nothing where there is no such file.
    mutating func read<Value>(into buffer: inout ReadBuffer, _ parse: (Span<UInt8>) -> Value?) -> Value? {
        if descriptor < 0 {
            descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return nil }
        }
        guard let size = buffer.fill(from: descriptor, longestRecord: longestRecord) else {
            // What it belonged to may be gone, and another there the next time.
            close(descriptor)
            descriptor = -1
            return nil
        }
        return parse(buffer.storage.span.extracting(first: size))
    }

    /// Reads and parses a file once, whatever its lines: those of mounts can be longer than a page.
    static func read<Value>(_ path: String, _ parse: (Span<UInt8>) -> Value?) -> Value? {
        var buffer = ReadBuffer()
        var file = KernelFile(path, longestRecord: .max)
        return file.read(into: &buffer, parse)
    }

    /// Reads the text of a file of one value.
    static func text(_ path: String) -> String? {
        read(path) { $0.trimmedString() }
    }
}
