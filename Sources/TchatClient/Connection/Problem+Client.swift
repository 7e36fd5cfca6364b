import TchatModel

/// What a host's problem means to a client and to whoever uses it.
extension Problem {
    /// Whether the same request may succeed later without anybody's doing.
    var isTransient: Bool {
        switch reason {
        case .tooManyAttempts, .tooMuchUnsent, .notMeasuredYet, .tooManyStreams, .tooManyCodes, .logUnavailable,
            .internalError:
            true
        case .other:
            // A host of another version says no more than the status.
            status == 408 || status == 429 || status >= 500
        case .tokenRequired, .roleTooLow, .foreignHost, .foreignOrigin, .encryptionRequired, .unknownPath,
            .methodNotAllowed, .unreadablePath, .repeatedParameter, .invalidParameter, .numberOutOfRange,
            .invalidLength,
            .invalidUUID, .unsupportedMediaType, .bodyTooLong, .invalidBody, .unknownItem, .emptyMarker, .unknownAction,
            .notYours, .unknownConversation, .emptyText, .unstorableText, .textTooLong, .uuidTaken, .unknownPerson,
            .invalidName, .roleNeeded, .otherRole, .pairingOver, .wrongCode:
            false
        }
    }

    /// Whether what was to be said can never be taken.
    var refusesForGood: Bool {
        switch reason {
        case .notYours, .roleTooLow, .unknownConversation, .unknownItem, .emptyText, .unstorableText, .textTooLong,
            .bodyTooLong, .invalidBody, .invalidUUID, .uuidTaken, .unsupportedMediaType, .unknownPath, .unreadablePath,
            .repeatedParameter, .invalidParameter, .numberOutOfRange, .invalidLength:
            true
        case .other:
            [400, 403, 404, 409, 413, 415, 422].contains(status)
        case .tokenRequired, .tooManyAttempts, .foreignHost, .foreignOrigin, .encryptionRequired, .methodNotAllowed,
            .emptyMarker, .unknownAction, .tooMuchUnsent, .notMeasuredYet, .tooManyStreams, .unknownPerson,
            .invalidName,
            .roleNeeded, .otherRole, .tooManyCodes, .pairingOver, .wrongCode, .logUnavailable, .internalError:
            false
        }
    }

    /// Whether it has no more to say than the host's own words, which say perhaps not what to do.
    var isUnknown: Bool { if case .other = reason { true } else { false } }

    /// Whether its sentence says how long, or for what, to wait.
    var namesTheWait: Bool {
        switch reason {
        case .tooManyAttempts, .notMeasuredYet, .logUnavailable, .tooManyCodes, .tooMuchUnsent: true
        default: false
        }
    }

    /// One sentence for the person whose program asked: as ``Reason`` has it, but for what only programs can do.
    ///
    /// Of a code that this version doesn't know, it is what the host says, as it is.
    var sentence: any CustomStringConvertible {
        switch reason {
        case .unknownConversation(let name):
            Phrase("There is no conversation '{name}': check the name, or pair that person first.", ["name": name])
        case .unknownPerson(let name):
            Phrase("Nobody named '{name}' has access: check the name, or pair that person first.", ["name": name])
        case .other:
            detail
        default:
            reason.phrase
        }
    }
}
