import { readCell } from '#harness/matrix'
import { setMaxListeners } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheDirectory } from '#images'
import { type Axes, type DaemonSettings, plannedCell, TimeoutError } from '#results'
import { type CellFacts, machineTrouble, runSuites, type SuiteEvent } from '#suites'
import { usualAxes } from '#suites/mutation'
import { acceleratorFor, RunArtifacts } from '../index.ts'
import { type LiveCell, openCell } from '../cell/open-cell.ts'

export interface TestCell extends LiveCell {
	/**
	 * Asks checks of it, without expectations: what each came to. One to which the machine was too busy to say anything
	 * is asked once more: that is an `error`, and no test of ours is about it.
	 */
	ask(checks?: readonly string[], options?: AskOptions): Promise<Record<string, Asked>>
}

interface AskOptions {
	/** What the suites are told instead, where a test changed it. */
	readonly facts?: Partial<Pick<CellFacts, 'daemon' | 'stack'>> | undefined
	/** Leave the suites' containers standing for the next question. Default: they are removed. */
	readonly keepFixtures?: boolean | undefined
}

export type Asked = Extract<SuiteEvent, { type: 'check.ended' }>

const isMachineTrouble = ({ outcome, message = '' }: Asked): boolean =>
	outcome === 'error' && machineTrouble(message) !== undefined

const log = (message: string) => void process.stdout.write(`${message}\n`)

/** What a cell is made of, and what runs it. */
export async function testArtifacts(axes: Partial<Axes> = {}, daemonSettings: DaemonSettings = {}) {
	const { signal } = new AbortController()
	// Every tool listens to it, as in a run.
	setMaxListeners(100, signal)
	setMaxListeners(100)
	const artifacts = await RunArtifacts.open({ cacheRoot: cacheDirectory(), signal, log, env: process.env })
	await mkdir(artifacts.cache.scratch, { recursive: true })
	const cell = readCell(
		plannedCell.parse({
			id: '0123456789ab',
			slug: 'test-cell',
			axes: { ...usualAxes, ...axes },
			daemonSettings,
		}),
	)
	const host = await acceleratorFor(artifacts, [cell.axes.kernel], { signal, log })
	if (!host) throw new Error('No kernel is available to find out what runs VMs here')
	return { artifacts, host, cell, signal }
}

/** A real VM with a daemon that a test may break. */
export async function openTestCell(
	axes: Partial<Axes> = {},
	daemonSettings: DaemonSettings = {},
	{ fromSnapshots = false }: { readonly fromSnapshots?: boolean } = {},
): Promise<TestCell> {
	const { artifacts, host, cell, signal } = await testArtifacts(axes, daemonSettings)
	const snapshots = fromSnapshots
		? { cache: artifacts.cache, maxBytes: Infinity, notBefore: new Date(0) }
		: undefined
	const runDir = await mkdtemp(join(tmpdir(), 'rm-test-cell-'))
	const evidenceDir = join(runDir, 'cells', cell.slug)
	await mkdir(evidenceDir, { recursive: true })
	const open = () => openCell(cell, { artifacts, host, cpus: 1, signal, evidenceDir, runDir, snapshots, log })
	// As a run does: a machine that was too slow gets another chance.
	const live = await open().catch((error: unknown) => {
		if (!(error instanceof TimeoutError)) throw error
		log(`Once more, since it ran out of time: ${error.message}`)
		return open()
	})
	return {
		...live,
		async ask(checks, { facts = {}, keepFixtures } = {}) {
			const answers: Record<string, Asked> = {}
			const onEvent = (event: SuiteEvent) => {
				if (event.type === 'check.ended') answers[event.check] = event
			}
			const run = (asked?: readonly string[]) =>
				runSuites({ ...live.facts, ...facts }, { signal, onEvent, checks: asked, keepFixtures })
			await run(checks)
			const again = Object.values(answers).filter(isMachineTrouble)
			for (const { check, message } of again) log(`${check} is asked once more: ${message}`)
			if (again.length > 0) await run(again.map(({ check }) => check))
			return answers
		},
		async [Symbol.asyncDispose]() {
			await live[Symbol.asyncDispose]()
			await rm(runDir, { recursive: true, force: true })
		},
	}
}
