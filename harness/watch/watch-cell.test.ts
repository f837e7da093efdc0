import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { fakeCellArtifacts, fakeSource, refusing, threeCells } from '#harness/run/testing'
import { InterruptedError } from '#results/errors'
import type { OpenSuites, RunSuitesOptions } from '#suites'
import type { Vm } from '#vm'
import { fakeVmDriver, type VmFault } from '#vm/fake'
import { watchCell, type WatchEvent } from './index.ts'

// Each restores several VMs, of which every one is an SSH server.
vi.setConfig({ testTimeout: 60_000 })

let dir: string
let source: string
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'rm-watch-'))
	await mkdir(join(dir, 'checks'))
	source = join(dir, 'checks/dns.checks.ts')
})
afterEach(() => rm(dir, { recursive: true }))

/** What the check's source says: its outcome, that it does not load, or that it does not end. */
type Says = 'pass' | 'fail' | 'no module' | 'hangs'

/** As an editor does: the file is another one afterwards. */
async function save(text: Says): Promise<void> {
	await writeFile(`${source}~`, text)
	await rename(`${source}~`, source)
}

/** Suites that do what the source says when they are asked. */
function suitesOf(opened: string[], asked: string[]) {
	const run = async (_: unknown, { signal, onEvent }: RunSuitesOptions): Promise<void> => {
		const says = (await readFile(source, 'utf8')) as Says
		asked.push(says)
		const ended = { type: 'check.ended', check: 'dns.udp', ms: 1 } as const
		onEvent({ type: 'check.started', check: 'dns.udp' })
		if (says === 'hangs') {
			await sleep(60_000, undefined, { signal }).catch(() => undefined)
			throw new InterruptedError('The suites were interrupted')
		}
		if (says === 'no module')
			onEvent({ ...ended, outcome: 'error', message: 'It never ran: late-checks.ts: Cannot find module' })
		else onEvent({ ...ended, outcome: says })
	}
	const open = async (): Promise<OpenSuites> => {
		opened.push(await readFile(source, 'utf8'))
		return { run, [Symbol.asyncDispose]: async () => undefined }
	}
	return { open, prepare: async () => undefined }
}

/** Watches a cell whose check's source says this at first; `faults`: of VMs that are restored, by their number. */
async function watching(first: Says, faults: Readonly<Record<number, VmFault>> = {}) {
	await save(first)
	const events: WatchEvent[] = []
	const notes: string[] = []
	const opened: string[] = []
	const asked: string[] = []
	const restores: boolean[] = []
	const abort = new AbortController()
	const driver = fakeVmDriver({
		answer: refusing,
		fault({ restore, record }) {
			if (record !== undefined) return undefined
			restores.push(restore !== undefined)
			return restore === undefined ? undefined : faults[restores.filter(Boolean).length - 1]
		},
	})
	const vms: Vm[] = []
	const watched = Object.assign(Object.create(driver) as typeof driver, {
		async start(...call: Parameters<typeof driver.start>) {
			const vm = await driver.start(...call)
			vms.push(vm)
			return vm
		},
	})
	const artifacts = fakeSource(dir, await fakeCellArtifacts(join(dir, 'artifacts')))
	await mkdir(join(dir, 'scratch'))
	const ended = watchCell({
		cell: threeCells[0]!,
		checks: ['dns.udp'],
		folders: [join(dir, 'checks')],
		scratch: join(dir, 'scratch'),
		driver: watched,
		openArtifacts: async () => artifacts,
		suites: suitesOf(opened, asked),
		snapshots: true,
		env: { ROOTLESS_MATRIX_CACHE: join(dir, 'cache') },
		signal: abort.signal,
		log: (message) => void notes.push(message),
		onEvent: (event) => void events.push(event),
	}).catch((error: unknown) => error)
	const said = () =>
		events.map((event) => {
			switch (event.type) {
				case 'judged':
					return event.check.verdict
				case 'broken':
					return event.reason
				case 'lost':
					return `lost, begins ${event.begins}`
				case 'saved':
				case 'ready':
					return event.type
			}
		})
	return {
		asked,
		driver,
		events,
		opened,
		restores,
		/** The VM that was started last. */
		newest: () => vms.at(-1)!,
		/** Waits until so much was said. */
		says: (...wanted: string[]) => expect.poll(said, { timeout: 30_000 }).toEqual(wanted),
		/** Interrupts it, and gives what it ended with. */
		end: () => {
			abort.abort(new InterruptedError('Stopped by SIGINT.'))
			return ended
		},
	}
}

it('asks again at each save, in a VM that was restored before, and leaves none', async () => {
	const { driver, events, restores, opened, says, end } = await watching('pass')
	await says('pass', 'ready')
	await save('fail')
	await says('pass', 'ready', 'saved', 'fail', 'ready')
	expect(events[2]).toEqual({ type: 'saved', paths: [source] })
	expect(events[3]).toMatchObject({ evidenceDir: join(dir, 'scratch/1') })
	expect((events[3] as { ms: number }).ms).toBeLessThan(5000)
	// Each was started before its source was saved.
	expect(opened).toEqual(['pass', 'pass', 'fail'])
	expect(restores.slice(-3)).toEqual([true, true, true])
	expect(driver.running).toBe(1)
	expect(await end()).toBeInstanceOf(InterruptedError)
	expect(driver.running).toBe(0)
})

it('says that the VM for the next save did not come up in time, and starts another one at that save', async () => {
	// The first is the base's, the second is asked.
	const { events, says, end } = await watching('pass', { 2: { kind: 'hangs', deadline: 500 } })
	await says('pass', 'lost, begins at the next save')
	expect((events[1] as { reason: string }).reason).toContain('within 0.5 s')
	await save('fail')
	await says('pass', 'lost, begins at the next save', 'saved', 'fail', 'ready')
	await end()
})

it('says that the VM that waited for the next save is gone', async () => {
	const { newest, says, end } = await watching('pass')
	await says('pass', 'ready')
	await newest().stop()
	await says('pass', 'ready', 'lost, begins at the next save')
	await end()
})

it('goes on after a source that does not load, with a process that has not met it', async () => {
	const { opened, says, end } = await watching('no module')
	await says('Cannot find module', 'ready')
	await save('pass')
	await says('Cannot find module', 'ready', 'saved', 'pass', 'ready')
	expect(opened).toEqual(['no module', 'pass', 'pass'])
	await end()
})

it('ends a round when its source is saved again, and the VM of one that is interrupted', async () => {
	const { driver, asked, says, end } = await watching('hangs')
	await expect.poll(() => asked, { timeout: 30_000 }).toEqual(['hangs'])
	await save('pass')
	await says('saved', 'pass', 'ready')
	await save('hangs')
	await expect.poll(() => asked, { timeout: 30_000 }).toEqual(['hangs', 'pass', 'hangs'])
	expect(await end()).toBeInstanceOf(InterruptedError)
	expect(driver.running).toBe(0)
})
