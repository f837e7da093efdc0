// What vitest runs: the suite files as one, so that checks of different areas run side by side. Their order is the
// catalogue's.
import './daemon.test.ts'
import './kernel.test.ts'
import './bridge.test.ts'
import './publish.test.ts'
import './source.test.ts'
import './egress.test.ts'
import './ingress.test.ts'
import './dns.test.ts'
import './isolation.test.ts'
import './build.test.ts'
import './recovery.test.ts'
import { registerAlone } from './support/check.ts'
import { waitForCell } from './support/the-cell.ts'

registerAlone()
// Reading the modules above takes seconds, which pass while there is no cell to ask about yet.
await waitForCell()
