import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readCell } from '#harness/matrix'
import { exampleCell } from '#results/testing'
import type { VmSpec } from '#vm'
import { fakeVmDriver, type VmFault } from '#vm/fake'
import { fakeCellArtifacts, fakeSource, refusing } from '../testing/index.ts'
import { openCell, type ReportedStack } from '../cell/open-cell.ts'
import type { CellArtifacts } from '../artifacts/run-artifacts.ts'

const cell = readCell(exampleCell('0123456789ab', 'k6.12-loaded', {}, { icc: false }))

interface Opened {
	readonly phases: readonly string[]
	readonly notes: readonly string[]
	readonly reported: ReportedStack | undefined
}

interface OpenOptions {
	readonly notBefore?: Date
	readonly fault?: (spec: VmSpec) => VmFault | undefined
	readonly snapshots?: boolean
	/** Why the driver can take none. */
	readonly obstacle?: string
}

/** Brings the cell up as a run does, and ends it. Each time is a process of its own, as far as the cache knows. */
async function openIn(
	root: string,
	artifacts: CellArtifacts,
	{ notBefore = new Date(0), fault, snapshots = true, obstacle }: OpenOptions = {},
): Promise<Opened> {
	const source = fakeSource(root, artifacts)
	const { cache } = source
	await mkdir(cache.scratch, { recursive: true })
	const evidenceDir = await mkdtemp(join(root, 'evidence-'))
	const driver = fakeVmDriver({ answer: refusing, fault, line: 'none' })
	if (driver.snapshots) driver.snapshots.obstacle = async () => obstacle
	const phases: string[] = []
	const notes: string[] = []
	let reported: ReportedStack | undefined
	const live = await openCell(cell, {
		artifacts: source,
		driver,
		host: { driver: 'fake', program: 'fake', driverVersion: '1', accelerator: 'tcg', arch: 'x86_64' },
		signal: new AbortController().signal,
		cpus: 1,
		snapshots: snapshots ? { cache, maxBytes: Infinity, notBefore } : undefined,
		evidenceDir,
		runDir: root,
		phase: (name, work) => {
			phases.push(name)
			return work()
		},
		log: (message) => void notes.push(message),
		onStack: (stack) => void (reported = stack),
	})
	await live[Symbol.asyncDispose]()
	expect(driver.running).toBe(0)
	return { phases, notes, reported }
}

interface Place {
	/** Has the cache. */
	readonly root: string
	open(this: void, options?: OpenOptions): Promise<Opened>
}

const it = test.extend<Place>({
	// eslint-disable-next-line no-empty-pattern -- vitest reads there which fixtures this one needs
	root: async ({}, use) => {
		const root = await mkdtemp(join(tmpdir(), 'rm-choice-'))
		await use(root)
		await rm(root, { recursive: true, force: true })
	},
	open: async ({ root }, use) => {
		const artifacts = await fakeCellArtifacts(root)
		await use((options) => openIn(root, artifacts, options))
	},
})

const cold = ['artifacts', 'boot', 'restore', 'install', 'snapshot', 'restore']
const warm = ['artifacts', 'restore']

// They wait for locks and files most of the time.
describe.concurrent('a cell of which there may be a snapshot', () => {
	it('takes snapshots where there are none, and restores them the next time, with their age', async ({
		open,
	}) => {
		const first = await open()
		expect(first.phases).toEqual(cold)
		const second = await open()
		expect(second.phases).toEqual(warm)
		expect(second.reported?.snapshot).toEqual(first.reported?.snapshot)
		expect(second.reported?.snapshot?.takenAt).toMatch(/^20/)
	})

	it('boots where it may use none, and says so by naming none', async ({ open }) => {
		await open()
		const booted = await open({ snapshots: false })
		expect(booted.phases).toEqual(['artifacts', 'boot', 'install'])
		expect(booted.reported?.snapshot).toBeUndefined()
	})

	it('takes one anew that is too old, and the one below it as well', async ({ open }) => {
		const first = await open()
		// As --fresh does: what was taken before this run.
		expect(await open({ notBefore: new Date() })).toMatchObject({ phases: cold })
		const later = await open()
		expect(later.phases).toEqual(warm)
		expect(later.reported?.snapshot).not.toEqual(first.reported?.snapshot)
	})

	it('takes one anew whose memory was changed, says what was wrong with it, and uses nothing of it', async ({
		open,
		root,
	}) => {
		const { reported } = await open()
		await writeFile(join(root, 'cache/snapshots', reported?.snapshot?.key ?? '', 'memory'), 'something else')
		const again = await open()
		expect(again.notes.join('\n')).toMatch(/snapshot of k6\.12-loaded is damaged/)
		expect(again.phases).toContain('install')
		expect((await open()).phases).toEqual(warm)
	})

	it('takes one anew that does not restore', async ({ open }) => {
		await open()
		let once = true
		const again = await open({
			fault: ({ restore, record }) => {
				if (restore === undefined || record !== undefined || !once) return undefined
				once = false
				return { kind: 'restore-fails' }
			},
		})
		expect(again.notes.join('\n')).toMatch(/does not restore/)
		expect(again.phases).toContain('snapshot')
	})

	it('calls a disk that fills up while a snapshot is taken the host’s trouble, and nothing not available', async ({
		open,
	}) => {
		const full = ({ record }: VmSpec): VmFault | undefined =>
			record === undefined ? undefined : { kind: 'disk-full' }
		await expect(open({ fault: full })).rejects.toMatchObject({ code: 'host' })
	})

	it('boots, and says why, where the driver can take none on this host', async ({ open }) => {
		const { phases, notes, reported } = await open({ obstacle: 'nobody may enter it' })
		expect(phases).not.toContain('snapshot')
		expect(phases).toContain('boot')
		expect(notes).toEqual(['Cells boot without a snapshot, since nobody may enter it.'])
		expect(reported?.snapshot).toBeUndefined()
	})

	it('keeps nothing of a guest that dies while its stack is installed, and throws what happened', async ({
		open,
		root,
	}) => {
		const dying = (spec: VmSpec): VmFault | undefined =>
			spec.record !== undefined && spec.restore !== undefined ? { kind: 'dies', afterCommands: 3 } : undefined
		await expect(open({ fault: dying })).rejects.toMatchObject({ code: 'guest-command' })
		// Of the guest as it boots there is one.
		expect(await readdir(join(root, 'cache/snapshots'))).toHaveLength(1)
	})
})
