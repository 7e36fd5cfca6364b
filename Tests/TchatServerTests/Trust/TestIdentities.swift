import Testing

/// Certificates and keys as OpenSSL makes them (`openssl req -x509 -nodes -days 36500 -subj /CN=test -newkey …`); they
/// protect nothing.
enum TestIdentities {
    struct Files: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var pin: String
        var key: String
        var certificate: String
    }

    static let all = [
        Files(
            testDescription: "RSA 2048",
            pin: "sha256//u8eq9xqZOUXIgLoInhv8COmJaBuhr7pdXuMvuLwdX3o=",
            key: """
                -----BEGIN PRIVATE KEY-----
                MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCQNr9gP1Z8PTyt
                47bA0ERGRQaHpQQD9j78HKmKP7StqKZCEfArTJIddhQVCATX7couyLpI+HpSWcSe
                /U5QG9v/rCKzMxuxvx/qAbaWu3Uhb4xyaBUoe4h3qcLS9LIDQBX6Skz5wlLZh0BJ
                YKiwOvlALhiSVFBY4A8Xe4vQmSig4o33Gcx5poITj2sVwlIoMOPc9bCJiBiE+O/G
                DpZTnzR+wte+UI25abhaOvbE5lahJ1toZ3h8tJnXWAfAm9bY3+du0a1192p/gKVO
                H+68O8REYdkUoM5611C5z+jmpwzIZ82zIJU52F2apD/f2SpgXmupmNlWLbVvKHlS
                cgRlHFZHAgMBAAECggEAErg4kUrHdCsSxFOptk+SfTiah2MBKW5+cIVb8Ikib+RT
                aIIhlc1DrjVUmAJJdqn0M6x0meI/Jo9meWjSEI39OavjeTVqI+F2SA7e36QHqUZs
                ibE/Bdk7NqU/l9iRfuCDudCJO2ZhEMGAs8WrP+z3y7/wCpaNM2wqKVctJ++pmXB9
                MRLcLmjYL/LnDeMh32lMiUSKmvLfzdi2KOJ6JWcQmvVQWvt39m9xyrlXR/jKUqWf
                bi2NAgNqx3ahU+E4mVeyW4rhmvBmiPc4L0vyTfe9sib/wBFySrYsRTpFjJBz180F
                Lt05OxewBl2drabQBhpZYGV5zJZiaAt3DRDdmhiW8QKBgQDAmqAzJwvS2qSYJdxX
                j8b6J5XrJJ4pAiBx9tl7h1WHM04NMs2SmLJoZ4BdqrDXZnPeL0bQ6ApNFgxiX0Uk
                NX/cojtQ6V207z4b9iFg61xf0638UFlkXMBQ4FM+ONQA8Ba8AYSs/CA6m7zEjFa9
                HeGXXthFNspMuz+JAQyH9EM43wKBgQC/rqCAVmUpULfRBHnsMdJtUVAgaQ1cwbGz
                mPX/v4Wm2qurz61iKy0WxELy3CfECdyvF9C47WV0HsBpoWuB9ggHknDUzkNMYMAr
                cD7IvYWD3EN/oJU5TVoL/rnDDyUJfXhuWmrxeFe3M5PaM3IgUJcGlbfQ0WmEnbSL
                T3Fh/YbHmQKBgHo9KNOOQojOT4xo6xF/pO97VEDq+p5YRTNPUfR+jh/CxhTGW4Zg
                90of9m58OMRct8kaBD3uJyuJhM6iXIWAluf25uKRWfHNrYOdkM2sUvJWrKPocvOp
                kj1CQlLJSnRV7HfiFsybL/FCimnMD/jzEAw8G9LB1V8hsE9JpSRcOJXNAoGBAJWA
                MujF+ZK2xRd+AUYKOdBPakpNBUICRIIKXFvDWg+gX+LaUKXPfRRTsM/QjCdndbsO
                vRlu9wERdwsr/jjX1r1pJx2jXnP0xg1bN2zD/J2yruadLaYKwZ+3ZdVQO5fiR4ry
                dJSvQuK9lKTMGUhA8voMzdhNbJolkopRROKjpXqJAoGAdPmjNX93t51vCXTPNvQA
                9gg/xxGEescD7o6HWnkGWtHgWzlvrHMZu5fyjNaVsyMJ0SLoQ5YlP8VSnIkvVzNZ
                ZT6Pkyldxw+IvYAW8tPNARRaD285BVZUM3Z7RiubwvV7AUpw61MpGGyo1NDd7vu+
                HKEDL8lseJ58bNxDE7Dvaqk=
                -----END PRIVATE KEY-----

                """,
            certificate: """
                -----BEGIN CERTIFICATE-----
                MIIDATCCAemgAwIBAgIUZOH7rpN55dcKLZUrqv4B5y6GNWEwDQYJKoZIhvcNAQEL
                BQAwDzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjMwODExMDhaGA8yMTI2MTAzMDA4
                MTEwOFowDzENMAsGA1UEAwwEdGVzdDCCASIwDQYJKoZIhvcNAQEBBQADggEPADCC
                AQoCggEBAJA2v2A/Vnw9PK3jtsDQREZFBoelBAP2PvwcqYo/tK2opkIR8CtMkh12
                FBUIBNftyi7Iukj4elJZxJ79TlAb2/+sIrMzG7G/H+oBtpa7dSFvjHJoFSh7iHep
                wtL0sgNAFfpKTPnCUtmHQElgqLA6+UAuGJJUUFjgDxd7i9CZKKDijfcZzHmmghOP
                axXCUigw49z1sImIGIT478YOllOfNH7C175QjblpuFo69sTmVqEnW2hneHy0mddY
                B8Cb1tjf527RrXX3an+ApU4f7rw7xERh2RSgznrXULnP6OanDMhnzbMglTnYXZqk
                P9/ZKmBea6mY2VYttW8oeVJyBGUcVkcCAwEAAaNTMFEwHQYDVR0OBBYEFMHYOqJk
                /6nnLyBWewv/yqxGQpZXMB8GA1UdIwQYMBaAFMHYOqJk/6nnLyBWewv/yqxGQpZX
                MA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQELBQADggEBAFQtrCK2YlSYXKDV
                xiAbi2vqo2LGnqTvwcTI9FwtjRlNWFxPdXMv/P0cGsj+Qe3S1UxTo+t9B7vZAXAP
                zHLByDwVwo2NhYinnDDiCoUbVkfFgitRB4Rb9njj+FyUAacAHeTTC6B7HAnwp6w7
                TzRHPvrVyjXkNAQFqdr7RKcw2gsaREKO+89FBqLxnC7jeN571dZt/PPgv7/1Jo87
                X1agXLip5NrYT/sDiae7yBML2fnDEXGvycS7Tuz+NzzEQlDksU5s0au0MnwuLqjd
                Q0lQcbqihrEPJK98bdwtWv9U0TWTRgacfc8B4Pfv2gNLagtbi0bBKvZtTX9IgmNB
                yoWNjLg=
                -----END CERTIFICATE-----

                """
        ),
        Files(
            testDescription: "P-256",
            pin: "sha256//sy23XNOXe5Wkqdm0aLdTs/q4BthAUowJyn584rELqwI=",
            key: """
                -----BEGIN PRIVATE KEY-----
                MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgxtS6z1EzaTtNKP26
                PZRfommgDdWG86TPpCmOyhB418uhRANCAARNhy/S+VmKDXxEnEtfNdMcq+qTx7Ve
                DLPnszubGvK6SWOkbwt1OvuadGNvdXuGi8scwZd0MRiX8lV6arnZRhIK
                -----END PRIVATE KEY-----

                """,
            certificate: """
                -----BEGIN CERTIFICATE-----
                MIIBdTCCARugAwIBAgIUAfgeHbezE4P16cdMKQhdoiBVWCMwCgYIKoZIzj0EAwIw
                DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjMwODExMDhaGA8yMTI2MTAzMDA4MTEw
                OFowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABE2H
                L9L5WYoNfEScS1810xyr6pPHtV4Ms+ezO5sa8rpJY6RvC3U6+5p0Y291e4aLyxzB
                l3QxGJfyVXpqudlGEgqjUzBRMB0GA1UdDgQWBBQgBIVtsx1kjDGkfUvgrckBPGcD
                qTAfBgNVHSMEGDAWgBQgBIVtsx1kjDGkfUvgrckBPGcDqTAPBgNVHRMBAf8EBTAD
                AQH/MAoGCCqGSM49BAMCA0gAMEUCIHk14ztpB4+1ehgQtsQjMmoGjj3iu4DGHQF3
                sFyI7hNBAiEAqkBt2kF1SB4ZuGgenZ9+/bLQOlo1+oPUGZZJCrvyVBY=
                -----END CERTIFICATE-----

                """
        ),
        Files(
            testDescription: "P-384",
            pin: "sha256//TvICM7GqhNkLH4fDpNhTOMJSkM0o3BzUjqcPDU+HgZM=",
            key: """
                -----BEGIN PRIVATE KEY-----
                MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDBXjjP6X+LvFHDZsptb
                9Te1rzCVfOQruaiCA1FW0fWae1r5OFXEmRwb30969dyX/rShZANiAASENAFt/RrO
                ijEQ82spjnZy7eiJcm4SgW1YftxeECUYUmYF84iogIzCbgNE8O5XqPfy/JaXnAyh
                raf+Sg5UHcZj26pN5Oy3urObADfHoSl7vQculvFHF3LCE9rkAILd8m0=
                -----END PRIVATE KEY-----

                """,
            certificate: """
                -----BEGIN CERTIFICATE-----
                MIIBsjCCATigAwIBAgIUQ7qZfJxkO8zoPeL8LebZxTPHZ34wCgYIKoZIzj0EAwIw
                DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjMwODExMDhaGA8yMTI2MTAzMDA4MTEw
                OFowDzENMAsGA1UEAwwEdGVzdDB2MBAGByqGSM49AgEGBSuBBAAiA2IABIQ0AW39
                Gs6KMRDzaymOdnLt6IlybhKBbVh+3F4QJRhSZgXziKiAjMJuA0Tw7leo9/L8lpec
                DKGtp/5KDlQdxmPbqk3k7Le6s5sAN8ehKXu9By6W8UcXcsIT2uQAgt3ybaNTMFEw
                HQYDVR0OBBYEFPT6J1hvEFxptSwvX1pArWzG6jxjMB8GA1UdIwQYMBaAFPT6J1hv
                EFxptSwvX1pArWzG6jxjMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDaAAw
                ZQIxALXiWdU3ynt3ce4e4STHKg8H53Cwxfj792Axk3AYS7ZVn2KJ7fN+HNbE4xpZ
                rjAeowIwG6T4u39hCbXWE73Tv/sfvxjbH4sgJ87jOSIixMUzWv7vGeQD/yo8e4Wu
                dxmdxF7V
                -----END CERTIFICATE-----

                """
        ),
        Files(
            testDescription: "Ed25519",
            pin: "sha256//+hvntVILdCm6weTIan0fLdAW86IC0D2E0BINXzKdBtA=",
            key: """
                -----BEGIN PRIVATE KEY-----
                MC4CAQAwBQYDK2VwBCIEIHOl1q1wIRHuJpPJ0SdZm/9fvnUbFt+XAk19prai60AL
                -----END PRIVATE KEY-----

                """,
            certificate: """
                -----BEGIN CERTIFICATE-----
                MIIBNDCB56ADAgECAhQYkhEVyojsn5dBYhy8fz6MoVL2VzAFBgMrZXAwDzENMAsG
                A1UEAwwEdGVzdDAgFw0yNjExMjMwODExMDhaGA8yMTI2MTAzMDA4MTEwOFowDzEN
                MAsGA1UEAwwEdGVzdDAqMAUGAytlcAMhAHbThWg57cfaK6fyr3F+o+xMf1l59Djp
                AA7i9qOmtSbno1MwUTAdBgNVHQ4EFgQUnXPQ1u1BTf8KqJyYvhOTgBSiCpAwHwYD
                VR0jBBgwFoAUnXPQ1u1BTf8KqJyYvhOTgBSiCpAwDwYDVR0TAQH/BAUwAwEB/zAF
                BgMrZXADQQAR1jkpwL/B0vX1hvTYItS1iz+EGh0GxYLYfKmqh6AYM3goRkey0A+m
                tpS8W0MoPjwKgva0NNtaLBRA05Yk8o8I
                -----END CERTIFICATE-----

                """
        ),
    ]

    static let encryptedKey = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHjME4GCSqGSIb3DQEFDTBBMCkGCSqGSIb3DQEFDDAcBAi+KbuQUP96MAICCAAw
        DAYIKoZIhvcNAgkFADAUBggqhkiG9w0DBwQIF2nrzeaznTEEgZCNe5Ysk34Ib4b4
        3hI6ap53/6tVPmO9X57IFDJPvRdsY0ISOLVslsRVfFR5ofjcvGz/oTeEN9+wf6xt
        tCwFdAw5mcyDJJ2NZREydvsaUuc67J5ON6QWDBPIQ11e7ZiLDVu9lcICdHaBuLK3
        b9yMM+T2dA8bdWZAiDrVNF/eu1gKrd2lDJ0/ad9Dhb33nDfiOGw=
        -----END ENCRYPTED PRIVATE KEY-----

        """
}
