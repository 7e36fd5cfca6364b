import Glibc

/// The bytes of the file read last; one buffer serves all files of a reader.
struct ReadBuffer {
    /// A file larger than this is not read: the largest known, `/proc/stat` of 8192 cores, takes about 1 MiB.
    static let maximumSize = 4 << 20

    /// Where bytes are read to; only the first ones that a read returned count.
    private(set) var storage = [UInt8](repeating: 0, count: 16 << 10)

    /// Reads a whole file from its start; returns its size, or nothing where it cannot be read.
    mutating func fill(from descriptor: Int32) -> Int? {
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
            // The kernel hands out whole records until a page is full (fs/seq_file.c), so a read this far from a page
            // was the last: no second call to be told so.
            if read < Self.surelyLastRead { return size }
        }
    }

    /// The smallest page less more than any record of the files read here.
    private static let surelyLastRead = 3 << 10
}

/// A file of the kernel that is opened once and read again and again.
struct KernelFile: ~Copyable {
    private let path: String
    private var descriptor: Int32 = -1

    init(_ path: String) {
        self.path = path
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
        guard let size = buffer.fill(from: descriptor) else {
            // What it belonged to may be gone, and another there the next time.
            close(descriptor)
            descriptor = -1
            return nil
        }
        return parse(buffer.storage.span.extracting(first: size))
    }

    /// Reads and parses a file once.
    static func read<Value>(_ path: String, _ parse: (Span<UInt8>) -> Value?) -> Value? {
        var buffer = ReadBuffer()
        var file = KernelFile(path)
        return file.read(into: &buffer, parse)
    }

    /// Reads the text of a file of one value.
    static func text(_ path: String) -> String? {
        read(path) { $0.trimmedString() }
    }
}
