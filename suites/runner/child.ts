import { rmSync } from 'node:fs'
import { explainError } from '#results/errors'
import { withDeadline } from '#vm/host'
import type { CellFacts } from '../check/cell-facts.ts'
import type { VitestOptions } from './vitest.ts'
import type { ChildMessage, ChildRequest, OpenRequest, PrepareRequest, RunRequest } from './protocol.ts'

// The process that runs one cell's suites. It has no life of its own: when its channel closes, it ends.
const [, , scratch = ''] = process.argv
let suites: Suites | undefined
function parentIsGone(): void {
	// It cannot do it any more.
	rmSync(scratch, { recursive: true, force: true })
	process.exit(1)
}
process.once('disconnect', parentIsGone)
// It may have gone while the modules above were read.
if (!process.connected) parentIsGone()
process.on('message', (request: ChildRequest) => {
	switch (request.type) {
		case 'open':
			suites = openSuites(request)
			return
		case 'run':
			return void run(suites!, request)
		case 'prepare':
			return void prepare(request)
	}
})

function send(message: ChildMessage): Promise<void> {
	return new Promise((resolve) => {
		if (process.connected) process.send!(message, undefined, undefined, () => resolve())
		else resolve()
	})
}

interface Suites {
	readonly enter: (facts: CellFacts) => void
	/** Never rejects. */
	readonly ended: Promise<void>
}

function openSuites({ checks, concurrency, late }: OpenRequest): Suites {
	let enter: Suites['enter'] = () => undefined
	const facts = new Promise<CellFacts>((resolve) => (enter = resolve))
	const ended = runVitest({ facts, checks, concurrency, late }).catch((error: unknown) =>
		send({ type: 'problem', message: `vitest did not run: ${explainError(error)}` }),
	)
	return { enter, ended }
}

// Each request reads only the modules that it needs: all of them are seconds of a processor.

async function runVitest(options: VitestOptions): Promise<void> {
	const vitest = await import('./vitest.ts')
	await vitest.runVitest(options, (message) => void send(message))
}

async function run({ enter, ended }: Suites, { facts, keepFixtures }: RunRequest): Promise<void> {
	enter(facts)
	await ended
	if (facts.daemon.state === 'active' && !keepFixtures)
		await withDeadline('clean-up', { deadline: 120_000 }, async (signal) => {
			const { cleanUp } = await import('../fixtures/cleanup.ts')
			await cleanUp(facts, signal)
		}).catch((error: unknown) =>
			process.stderr.write(`What the suites left was not all removed: ${explainError(error)}\n`),
		)
	await send({ type: 'done' })
	process.exit(0)
}

async function prepare({ facts, fixtures }: PrepareRequest): Promise<void> {
	try {
		const { prepareFixtures } = await import('../fixtures/prepare.ts')
		await prepareFixtures(facts, fixtures)
	} catch (error) {
		await send({ type: 'problem', message: explainError(error) })
	}
	await send({ type: 'done' })
	process.exit(0)
}
