import Foundation
import Glibc
import Subprocess
import SystemPackage

/// A real Icecast on the loopback, for as long as something is done with it.
package struct IcecastServer: Sendable {
    package struct Options: Sendable {
        /// `nil` for a free one.
        package var port: Int?
        package var sourcePassword = "source-password"
        package var adminPassword = "admin-password"
        /// Seconds without a byte after which a source is thrown out.
        package var sourceTimeout = 10
        /// How many sources it takes.
        package var sources = 20
        /// Bytes that a new listener is given at once.
        package var burst = 65_536
        /// A file with a certificate and its key, in PEM, that everybody may read: there is a second port, for TLS.
        package var certificate: FilePath?
        /// Who it runs as where we are root, as which it refuses to run.
        package var user = "icecast2"

        package init() {}
    }

    package enum Failure: Error, CustomStringConvertible {
        case notInstalled
        case noSuchUser(String)
        case doesNotAnswer(log: String)

        package var description: String {
            switch self {
            case .notInstalled: "'icecast2' is not installed; install it (apt-get install icecast2)"
            case .noSuchUser(let name): "there is no user '\(name)' to run Icecast as; create it"
            case .doesNotAnswer(let log): "Icecast was started and does not answer; its log says: \(log)"
            }
        }
    }

    package let port: Int
    /// Where there is a certificate.
    package let tlsPort: Int?
    package let options: Options
    /// Its configuration and logs.
    package let folder: FilePath

    /// Starts it, waits until it answers, and ends it when `body` has ended, or was cancelled.
    /// - Throws: `Failure`, and whatever `body` throws.
    package static func run<Result: Sendable>(
        _ options: Options = Options(), _ body: @escaping @Sendable (IcecastServer) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryFolder("playout-icecast") { folder in
            let tlsPort = try options.certificate.map { _ in try freePort() }
            let server = IcecastServer(
                port: try options.port ?? freePort(), tlsPort: tlsPort, options: options, folder: folder)
            let account = try server.account()
            let file = folder.appending("icecast.xml")
            try Data(server.configuration.utf8).write(to: URL(filePath: file.string))
            if let account, chown(folder.string, account.user, gid_t.max) != 0 { throw Errno(rawValue: errno) }
            return try await server.run(file, as: account, body)
        }
    }

    private func run<Result: Sendable>(
        _ file: FilePath, as account: (user: uid_t, group: gid_t)?,
        _ body: @escaping @Sendable (IcecastServer) async throws -> Result
    ) async throws -> Result {
        var platform = PlatformOptions()
        // Out of reach of a Ctrl-C, so that it is we who end it, after the engines.
        platform.createSession = true
        platform.teardownSequence = []
        // The user is not changed by Subprocess, whose child can hang in glibc's setuid.
        let icecast = Executable.name("icecast2")
        guard let program = try? await icecast.resolveExecutablePath(in: .inherit) else { throw Failure.notInstalled }
        let words = [program.string, "-c", file.string]
        let becoming = account.map { ["setpriv", "--reuid=\($0.user)", "--regid=\($0.group)", "--clear-groups", "--"] }
        let command = (becoming ?? []) + words
        return try await Subprocess.run(
            command[0].contains("/") ? .path(FilePath(command[0])) : .name(command[0]),
            arguments: Arguments(Array(command.dropFirst())), platformOptions: platform,
            input: .none, output: .discarded, error: .discarded
        ) { process in
            try await untilItAnswers()
            let result = try await body(self)
            // There is nothing in it worth a graceful end, and it takes a second over one.
            try process.send(signal: .kill)
            return result
        }.closureResult
    }

    /// Icecast 2.4.4 crashes now and then when somebody knocks while it is still starting its threads. So it is
    /// let alone until its log says that it is at work, and for a moment more: one of the threads tells nothing.
    private func untilItAnswers() async throws {
        let deadline = Date.here + 10
        while !["yp_update_thread", "get_ssl_certificate"].allSatisfy(errorLog.contains) {
            guard Date.here < deadline else { throw Failure.doesNotAnswer(log: errorLog) }
            try await Task.sleep(for: .milliseconds(5))
        }
        try await Task.sleep(for: .milliseconds(100))
        for port in [port, tlsPort].compactMap(\.self) {
            do {
                try await untilSomebodyListens(at: port, within: 5)
            } catch is TimedOut {
                throw Failure.doesNotAnswer(log: errorLog)
            }
        }
    }

    /// The end of its log.
    package var errorLog: String {
        let data = FileManager.default.contents(atPath: folder.appending("error.log").string) ?? Data()
        return String(decoding: data.suffix(2000), as: UTF8.self)
    }

    private func account() throws -> (user: uid_t, group: gid_t)? {
        guard geteuid() == 0 else { return nil }
        guard let account = getpwnam(options.user) else { throw Failure.noSuchUser(options.user) }
        return (account.pointee.pw_uid, account.pointee.pw_gid)
    }
}

extension IcecastServer {
    private var configuration: String {
        let tls = tlsPort.map {
            "<listen-socket><port>\($0)</port><bind-address>127.0.0.1</bind-address><ssl>1</ssl></listen-socket>"
        }
        let certificate = options.certificate.map { "<ssl-certificate>\($0.string.inXML)</ssl-certificate>" }
        return """
            <icecast>
              <hostname>localhost</hostname>
              <limits>
                <sources>\(options.sources)</sources>
                <source-timeout>\(options.sourceTimeout)</source-timeout>
                <burst-size>\(options.burst)</burst-size>
              </limits>
              <authentication>
                <source-password>\(options.sourcePassword.inXML)</source-password>
                <admin-user>admin</admin-user>
                <admin-password>\(options.adminPassword.inXML)</admin-password>
              </authentication>
              <listen-socket><port>\(port)</port><bind-address>127.0.0.1</bind-address></listen-socket>
              \(tls ?? "")
              <paths>
                <basedir>\(folder.string.inXML)</basedir>
                <logdir>\(folder.string.inXML)</logdir>
                <webroot>/usr/share/icecast2/web</webroot>
                <adminroot>/usr/share/icecast2/admin</adminroot>
                \(certificate ?? "")
              </paths>
              <logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog><loglevel>3</loglevel></logging>
            </icecast>
            """
    }
}

extension String {
    fileprivate var inXML: String { replacing("&", with: "&amp;").replacing("<", with: "&lt;") }
}
