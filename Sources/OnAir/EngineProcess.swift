import Foundation
import Glibc
import Programme
import Subprocess
import SystemPackage

/// Starts, finds and ends engine processes. They belong to nobody: one goes on when its conductor is gone.
package struct EngineProcess: Sendable {
    package enum Failure: Error, CustomStringConvertible {
        case noSuchUser(String)
        case programNotFound(String)
        case cannotStart(program: String, reason: String)

        package var description: String {
            switch self {
            case .noSuchUser(let name):
                "there is no user '\(name)' to run the engine as; create it, or name another as engine.user"
            case .programNotFound(let program):
                "'\(program)' is not installed; install it (apt-get install liquidsoap), or set engine.program"
            case .cannotStart(let program, let reason):
                "'\(program)' could not be started: \(reason)"
            }
        }
    }

    package let settings: EngineSettings

    /// Starts an engine in a session of its own.
    /// - Parameter script: the on-air script, where the engine can read it.
    /// - Parameter exited: called once when it is gone, with how it went in words.
    /// - Throws: `Failure`.
    func start(
        _ environment: EngineEnvironment, script: FilePath, in folder: AiringFolder,
        exited: @escaping @Sendable (String) async -> Void
    ) async throws -> ProcessIdentity {
        let account = try account()
        let configuration = try await configuration(environment, script: script, in: folder, as: account)
        let output = try folder.openEvents(for: account?.user)
        let log: FileDescriptor
        do {
            log = try folder.openLog(for: account?.user)
        } catch {
            try? output.close()
            throw error
        }
        let (started, reporter) = AsyncThrowingStream<pid_t, any Error>.makeStream()
        Task {
            do {
                let result = try await Subprocess.run(
                    configuration, input: .none,
                    output: .fileDescriptor(output, closeAfterSpawningProcess: true),
                    error: .fileDescriptor(log, closeAfterSpawningProcess: true)
                ) { execution in
                    reporter.yield(execution.processIdentifier.value)
                }
                await exited(Self.words(for: result.terminationStatus))
            } catch {
                reporter.finish(throwing: failure(error))
            }
        }
        for try await pid in started {
            raisePriority(of: pid)
            // Gone already: it still has an identity of its own, one that is never alive.
            return ProcessTable.identity(of: pid) ?? ProcessIdentity(pid: pid, startTicks: 0)
        }
        throw CancellationError()
    }

    private static func words(for status: TerminationStatus) -> String {
        switch status {
        case .exited(let code): "exit status \(code)"
        case .signaled(let signal): "killed by signal \(signal)"
        }
    }

    /// The engines at work on an airing: started by this conductor or by one before it.
    static func find(in folder: AiringFolder) -> [ProcessIdentity] {
        let found = ProcessTable.processes(withVariable: "PLAYOUT_AIRING_FOLDER", value: folder.path.string)
        guard found.isEmpty, let noted = folder.engine, ProcessTable.isAlive(noted) else { return found }
        return [noted]
    }

    static func signal(_ process: ProcessIdentity, _ signal: Int32) {
        if ProcessTable.isAlive(process) { kill(process.pid, signal) }
    }

    /// The rest of the environment is not the engine's business.
    private static let base = [
        "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": "/nonexistent",
    ]

    /// Who the engine is to run as, if not as we do: Liquidsoap refuses to run as root, and should not have to.
    private func account() throws -> Account? {
        guard geteuid() == 0 else { return nil }
        guard let account = Account(named: settings.user) else { throw Failure.noSuchUser(settings.user) }
        return account
    }

    private func configuration(
        _ environment: EngineEnvironment, script: FilePath, in folder: AiringFolder, as account: Account?
    ) async throws -> Configuration {
        let variables = Environment.custom(Self.base.merging(environment.variables) { $1 }.keyed)
        var program: Executable =
            settings.program.contains("/") ? .path(FilePath(settings.program)) : .name(settings.program)
        var arguments = ["--no-stdlib", script.string]
        if let account {
            // The user is changed by a program that then becomes the engine. Subprocess would do it between fork
            // and exec, where glibc's setuid waits for ever if another thread was just being made.
            let path = try await found(program, in: variables)
            arguments = account.becoming + [path.string] + arguments
            program = .name("setpriv")
        }
        var options = PlatformOptions()
        options.createSession = true
        return Configuration(
            executable: program, arguments: Arguments(arguments), environment: variables,
            workingDirectory: folder.path, platformOptions: options)
    }

    private func found(_ program: Executable, in variables: Environment) async throws -> FilePath {
        do {
            let path = try await program.resolveExecutablePath(in: variables)
            if access(path.string, X_OK) == 0 { return path }
        } catch {
            throw failure(error)
        }
        throw Failure.programNotFound(settings.program)
    }

    /// Where it is not permitted, the engine runs at the conductor's priority; `playout check` tells.
    private func raisePriority(of pid: pid_t) {
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), id_t(pid), CInt(settings.nice))
    }

    private func failure(_ error: any Error) -> any Error {
        guard let error = error as? SubprocessError else { return error }
        return error.code == .executableNotFound
            ? Failure.programNotFound(settings.program)
            : Failure.cannotStart(program: settings.program, reason: "\(error)")
    }
}

extension [String: String] {
    fileprivate var keyed: [Environment.Key: String] {
        reduce(into: [:]) { keyed, entry in
            if let key = Environment.Key(rawValue: entry.key) { keyed[key] = entry.value }
        }
    }
}

extension EngineProcess {
    /// Ends every engine of these folders at once: for a demo and for tests.
    package static func endAll(under folders: AiringFolders) {
        for (folder, _) in folders.unfinished() {
            for process in find(in: folder) { signal(process, SIGKILL) }
        }
    }
}
