import GRDB

/// The tables of the as-run log. A migration that has been released is never changed: another follows it.
enum AsRunSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 airings and signs of life") { database in
            // Times are text in RFC 3339, UTC, with milliseconds: people read this file too, and it sorts.
            try database.create(table: "airing", options: .strict) { table in
                table.primaryKey("airing", .text)
                table.column("title", .text).notNull()
                table.column("pid", .text).notNull()
                table.column("origin", .text).notNull()
                table.column("files", .text).notNull()
                table.column("plannedOnAir", .text).notNull().indexed()
                table.column("onAir", .text)
                table.column("onAirErrorMs", .real)
                table.column("plannedOffAir", .text).notNull()
                table.column("offAir", .text)
                table.column("offAirErrorMs", .real)
                table.column("interruptions", .text).notNull()
                table.column("outcome", .text)
            }
            try database.create(table: "meta", options: .strict) { table in
                table.primaryKey("key", .text)
                table.column("value", .text).notNull()
            }
        }
        migrator.registerMigration("2 what the schedule said") { database in
            try database.alter(table: "airing") { table in
                table.add(column: "slots", .text).notNull().defaults(to: "[]")
            }
        }
        migrator.registerMigration("3 how much louder or quieter") { database in
            try database.alter(table: "airing") { table in
                table.add(column: "gains", .text).notNull().defaults(to: "[]")
            }
        }
        return migrator
    }
}
