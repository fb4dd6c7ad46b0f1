import Testing

@testable import Programme

@Suite("The environment of other programs") struct ChildEnvironmentTests {
    @Test("has where things are and which language to speak, and nothing else")
    func kept() {
        let all = [
            "PATH": "/bin", "HOME": "/root", "LANG": "C.UTF-8", "LC_TIME": "C", "TZ": "UTC", "TMPDIR": "/tmp",
            "PLAYOUT_STUDIO_PASSWORD": "s3cret", "CREDENTIALS_DIRECTORY": "/run/credentials/playout",
            "AWS_SECRET_ACCESS_KEY": "s3cret", "GITHUB_TOKEN": "s3cret", "LD_PRELOAD": "x", "NOTIFY_SOCKET": "x",
            "http_proxy": "http://me:s3cret@proxy", "path": "x",
        ]
        #expect(
            Set(ChildEnvironment.kept(of: all).keys) == ["PATH", "HOME", "LANG", "LC_TIME", "TZ", "TMPDIR"])
    }

    @Test("of a program that goes out to the network has its own credentials and the way out, and none of ours")
    func waysOut() {
        let all = [
            "PATH": "/bin", "PLAYOUT_STUDIO_PASSWORD": "s3cret", "CREDENTIALS_DIRECTORY": "/run/credentials/playout",
            "AWS_PROFILE": "radio", "RCLONE_CONFIG_PASS": "s3cret", "https_proxy": "http://127.0.0.1:3128",
        ]
        #expect(
            Set(ChildEnvironment.variables(beginningWith: ["AWS_"], of: all).keys)
                == ["PATH", "AWS_PROFILE", "https_proxy"])
    }
}
