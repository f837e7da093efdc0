import { rmSync } from 'node:fs'
import { explainError } from '#results'
import { within } from '../support/bounded.ts'
import { cleanUp } from '../support/cleanup.ts'
import type { ChildMessage, RunRequest } from './protocol.ts'
import { runVitest } from './vitest.ts'

// The process that runs one cell's suites. It has no life of its own: when its channel closes, it ends.
let scratch: string | undefined
process.once('disconnect', () => {
	// The parent is gone, and cannot do it any more.
	if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true })
	process.exit(1)
})
process.once('message', (request: RunRequest) => {
	scratch = request.scratch
	void run(request)
})

function send(message: ChildMessage): Promise<void> {
	return new Promise((resolve) => {
		if (process.connected) process.send!(message, undefined, undefined, () => resolve())
		else resolve()
	})
}

async function run({ facts, keepFixtures, checks }: RunRequest): Promise<void> {
	try {
		await runVitest({ facts, checks }, (message) => void send(message))
	} catch (error) {
		await send({ type: 'problem', message: `vitest did not run: ${explainError(error)}` })
	}
	if (facts.daemon.state === 'active' && !keepFixtures)
		await within('clean-up', { deadline: 120_000 }, (signal) => cleanUp(facts, signal)).catch(
			(error: unknown) =>
				process.stderr.write(`What the suites left was not all removed: ${explainError(error)}\n`),
		)
	await send({ type: 'done' })
	process.exit(0)
}
