import { checkModules } from '../catalogue/index.ts'
import { testcontainers } from '../fixtures/docker.ts'
import { registerChecks } from './register.ts'
import { waitForCell } from './the-cell.ts'

// What vitest runs: all checks as one file, so that those of different areas run side by side.
registerChecks(checkModules)
// Reading all modules takes seconds, which pass while there is no cell to ask about yet.
await testcontainers()
await waitForCell()
