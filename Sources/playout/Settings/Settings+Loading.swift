import Cloud
import Synchronization
import SystemPackage

extension Settings {
    /// Finds the file, reads it, and looks the secrets up that are on this machine.
    /// - Parameters:
    ///   - config: the file given by `--config`.
    ///   - environment: the process's environment variables.
    ///   - workingFolder: absolute.
    ///   - systemPath: where the configuration is if it is not in the working folder.
    ///   - elsewhere: where secrets are that are in neither the environment nor a systemd credential.
    /// - Throws: all that is wrong with it.
    static func local(
        config: FilePath?, environment: [String: String], workingFolder: FilePath,
        systemPath: FilePath = ConfigurationFile.systemPath, elsewhere: [SecretSource] = []
    ) throws(ConfigurationError) -> Settings {
        let file = try ConfigurationFile.find(config: config, workingFolder: workingFolder, systemPath: systemPath)
        return try Settings(file, secrets: SecretSource.standard(environment: environment) + elsewhere)
    }

    /// As `local`, and with what is in Parameter Store, if it is asked for.
    /// - Throws: `ConfigurationError`. A Parameter Store that gives no answer is none: it is the settings'
    ///   `parameterStoreFailure`, and what the file says holds. `CancellationError`.
    static func load(config: FilePath?, environment: [String: String], workingFolder: FilePath) async throws -> Settings
    {
        let read = { (source: SecretSource) throws(ConfigurationError) in
            try local(config: config, environment: environment, workingFolder: workingFolder, elsewhere: [source])
        }
        let sought = SoughtSecrets()
        var settings = try read(sought.source)
        guard let place = settings.parameterStore, !sought.isEmpty else { return settings }
        do {
            return try read(.parameterStore(place.path, try await ParameterStore(place).values()))
        } catch let failure as ParameterStoreError {
            settings.parameterStoreFailure = failure
            settings.warnings.append("\(failure)")
            return settings
        }
    }

    /// For what is about to connect to the studio. Planning, the log and the rest do without the password: as a
    /// systemd credential it is there for the service only.
    func requirePassword() throws(ConfigurationError) {
        guard studioPassword == nil else { return }
        throw ConfigurationError(file: file.string, parameterStoreFailure?.description ?? StudioReader.noPassword)
    }
}

/// Notes whether there is a secret that is on this machine nowhere, or at most in the file.
private final class SoughtSecrets: Sendable {
    private let isSought = Mutex(false)

    var isEmpty: Bool { isSought.withLock { !$0 } }

    var source: SecretSource {
        SecretSource { [self] _ throws(ConfigurationError) in
            isSought.withLock { $0 = true }
            return nil
        }
    }
}
