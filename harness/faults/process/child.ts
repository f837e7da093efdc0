import { rmSync } from 'node:fs'
import type { CellFacts, SuiteEvent } from '#suites'
import { askChecks } from './checks.ts'

// Stands in for the suites' process: the same protocol, with checks that ask a fake daemon one question each.
interface Request {
	readonly type: 'open' | 'run' | 'prepare'
	readonly checks?: readonly string[]
	readonly facts: CellFacts
}

const [, , scratch = ''] = process.argv
let checks: readonly string[] = []
const say = (message: { readonly type: 'event'; readonly event: SuiteEvent } | { readonly type: 'done' }) =>
	new Promise<void>((resolve) => {
		if (process.connected) process.send!(message, undefined, undefined, () => resolve())
		else resolve()
	})
function parentIsGone(): void {
	rmSync(scratch, { recursive: true, force: true })
	process.exit(1)
}
process.once('disconnect', parentIsGone)
if (!process.connected) parentIsGone()
process.on('message', (request: Request) => {
	if (request.type === 'open') checks = request.checks ?? []
	else
		void askChecks(request.facts, checks, (event) => say({ type: 'event', event })).then(async () => {
			await say({ type: 'done' })
			process.exit(0)
		})
})
