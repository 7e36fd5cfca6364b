import Foundation
import Glibc

@testable import Localization

/// Begins as a program does that is started with this environment and the catalogues of this package.
///
/// The language is the whole process's: call it in exit tests only.
func beginLocalization(_ environment: [String: String], _ body: () -> Void) throws {
    for name in ["LANGUAGE", "LC_ALL", "LC_MESSAGES", "LC_CTYPE", "LANG"] { unsetenv(name) }
    for (name, value) in environment { setenv(name, value, 1) }
    try withTemporaryFolder { folder in
        try RepositoryScript(name: "compile-translations").run(folder.path)
        Localization.begin(catalogues: folder.path)
        body()
    }
}
