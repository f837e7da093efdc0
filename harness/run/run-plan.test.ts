import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Results, RunEvent } from '#results'
import { exampleCell } from '#results/testing'
import type { DevicePlan, VmSpec } from '#vm'
import { fakeVmDriver, type VmFault } from '#vm/fake'
import { type Plan, readCell } from '#harness/matrix'
import { fakeCellArtifacts, fakeSource, fakeSuites, refusing } from './testing/index.ts'
import type { CellArtifacts } from './artifacts/run-artifacts.ts'
import { runPlan, type RunOptions } from './run-plan.ts'

const cells = ['one', 'two'].map((slug, index) => readCell(exampleCell(String(index + 1).repeat(12), slug)))
const plan = { name: 'fake', matrixHash: 'c0ffee', cells, unavailable: [] } as unknown as Plan

// A run waits for its disk again and again, to have what it records there whatever comes; that is not what is asked here.
const inMemory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

interface Scenario extends Partial<RunOptions> {
	readonly fault?: (spec: VmSpec, start: number) => VmFault | undefined
	/** In the middle of a cell's checks. */
	readonly during?: (slug: string) => void | Promise<void>
}

/** Runs the plan again and again in one directory; what came of the last time. */
class Runs implements AsyncDisposable {
	readonly root: string
	readonly runsDir: string
	driver = fakeVmDriver()
	events: RunEvent[] = []
	artifacts: CellArtifacts

	private constructor(root: string, artifacts: CellArtifacts) {
		this.root = root
		this.runsDir = join(root, 'runs')
		this.artifacts = artifacts
	}

	static async make(): Promise<Runs> {
		const root = await mkdtemp(join(inMemory, 'rm-run-plan-'))
		return new Runs(root, await fakeCellArtifacts(join(root, 'artifacts')))
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await rm(this.root, { recursive: true, force: true })
	}

	run({ fault, during, ...options }: Scenario = {}) {
		this.driver = fakeVmDriver({ answer: refusing, fault, line: 'none' })
		this.events = []
		return runPlan({
			plan,
			runsDir: this.runsDir,
			driver: this.driver,
			snapshots: false,
			jobs: 1,
			checks: ['dns.tcp', 'dns.udp'],
			toolVersion: '0',
			signal: new AbortController().signal,
			env: {},
			suites: fakeSuites(during),
			openArtifacts: async () => fakeSource(this.root, this.artifacts),
			onEvent: (event) => void this.events.push(event),
			...options,
		})
	}

	phases = () => this.events.flatMap((event) => (event.type === 'phase.started' ? [event.phase] : []))
}

const it = test.extend<{ runs: Runs }>({
	// oxlint-disable-next-line no-empty-pattern -- vitest reads there which fixtures this one needs
	runs: async ({}, use) => {
		await using made = await Runs.make()
		await use(made)
	},
})

const tried = ({ cells: found }: Results) =>
	found.map(({ slug, verdict, attempts }) => `${slug} ${verdict} ${attempts}`)
// Reports, for one, are loaded by the first run that writes them; that is no test's time.
beforeAll(async () => {
	await using first = await Runs.make()
	await first.run({ snapshots: true })
})

// One after the other: what each takes is its own. All together are to take less than a second.
describe('a plan', () => {
	it('tries a cell once more that ran out of time, and only that one', async ({ runs }) => {
		const { results } = await runs.run({
			fault: (_spec, start) => (start === 0 ? { kind: 'hangs', deadline: 5 } : undefined),
		})
		expect(tried(results)).toEqual(['one pass 2', 'two pass 1'])
		expect(runs.driver.started).toEqual(['one', 'one', 'two'])
		expect(runs.driver.running).toBe(0)
		const booted = ['artifacts', 'boot', 'install', 'suites', 'stop']
		expect(runs.phases()).toEqual(['artifacts', 'boot', ...booted, ...booted])
	})

	it('ends an interrupted run as one, and resumes it where it was', async ({ runs }) => {
		const abort = new AbortController()
		const { dir, results } = await runs.run({
			signal: abort.signal,
			during: (slug) => void (slug === 'two' && abort.abort()),
		})
		expect(results.run.state).toBe('interrupted')
		expect(tried(results)).toEqual(['one pass 1', 'two error 1'])
		expect(runs.driver.running).toBe(0)

		const resumed = await runs.run({ resume: dir })
		expect(resumed.dir).toBe(dir)
		expect(resumed.results.run.state).toBe('completed')
		expect(tried(resumed.results)).toEqual(['one pass 1', 'two pass 2'])
		expect(runs.driver.started).toEqual(['two'])
		const written = JSON.parse(await readFile(join(dir, 'results.json'), 'utf8')) as Results
		expect(written).toEqual(resumed.results)
		expect(existsSync(join(dir, 'report/index.html'))).toBe(true)
	})

	// Which are taken anew, and when: snapshots/choice.test.ts.
	it('takes snapshots, and restores them the next time', async ({ runs }) => {
		const cold = ['artifacts', 'boot', 'restore', 'install', 'snapshot', 'restore', 'suites', 'stop']
		const one = { ...plan, cells: cells.slice(0, 1) }
		await runs.run({ plan: one, snapshots: true })
		expect(runs.phases()).toEqual(cold)
		const { results } = await runs.run({ plan: one, snapshots: true })
		expect(runs.phases()).toEqual(['artifacts', 'restore', 'suites', 'stop'])
		expect(results.cells[0]?.snapshot?.takenAt).toMatch(/^20/)
	})

	it.runIf(process.geteuid?.() === 0)(
		'ends when its disk is full, and is resumed when there is room',
		async ({ runs }) => {
			const disk = join(runs.root, 'disk')
			await mkdir(disk)
			execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m,mode=0700', 'tmpfs', disk])
			try {
				const fill = () => writeFile(join(disk, 'filler'), Buffer.alloc(4 * 2 ** 20)).catch(() => undefined)
				const place = { runsDir: join(disk, 'runs') }
				const full = runs.run({ ...place, during: (slug) => (slug === 'two' ? fill() : undefined) })
				await expect(full).rejects.toMatchObject({ code: 'host', message: /event log|cannot write/ })
				expect(runs.driver.running).toBe(0)
				await rm(join(disk, 'filler'))
				const [name = ''] = (await readdir(place.runsDir)).filter((one) => one !== 'latest')
				const { results } = await runs.run({ ...place, resume: join(place.runsDir, name) })
				expect(tried(results)).toEqual(['one pass 1', 'two pass 2'])
			} finally {
				execFileSync('umount', [disk])
			}
		},
	)
})

// They wait for sockets and files most of the time.
it('a plan’s snapshots are taken anew when that is asked', async ({ runs }) => {
	const one = { ...plan, cells: cells.slice(0, 1) }
	for (const snapshotAge of [undefined, 0]) {
		await runs.run({ plan: one, snapshots: true, snapshotAge })
		expect(runs.phases()).toContain('snapshot')
	}
})

describe.concurrent('what a run records', () => {
	it('says once what it says before there is a run, and records it', async ({ runs }) => {
		const said: string[] = []
		const { dir } = await runs.run({
			onNote: (message) => void said.push(message),
			openArtifacts: async ({ log }) => {
				log?.('Reading the package lists')
				return fakeSource(runs.root, runs.artifacts)
			},
		})
		expect(said).toEqual(['Reading the package lists'])
		expect(runs.events.filter((event) => event.type === 'note').map(({ message }) => message)).not.toContain(
			said[0],
		)
		expect(await readFile(join(dir, 'events.ndjson'), 'utf8')).toContain('Reading the package lists')
	})

	it('gives a kernel the devices that it has drivers for, and records why; snapshots are not for them', async ({
		runs,
	}) => {
		const usual = { device: '', modules: [], passedOver: [], assumed: false }
		const disk = {
			...usual,
			driver: 'nvme',
			passedOver: ['virtio_blk: CONFIG_VIRTIO_BLK is not set'],
		} as const
		const devices: DevicePlan = {
			runs: true,
			disk,
			nic: { ...usual, driver: 'e1000', passedOver: ['virtio_net: CONFIG_VIRTIO_NET is not set'] },
			rootFileSystem: { ...usual, driver: 'ext4' },
			initrdModules: [],
		}
		runs.artifacts = { ...runs.artifacts, kernel: { ...runs.artifacts.kernel, devices } }
		const specs: VmSpec[] = []
		const { dir, results } = await runs.run({ snapshots: true, fault: (spec) => void specs.push(spec) })
		expect(tried(results)).toEqual(['one pass 1', 'two pass 1'])
		expect(specs.map((spec) => spec.devices)).toEqual(
			Array(2).fill({ disk: 'nvme', nic: 'e1000', console: 'ttyS0' }),
		)
		expect(runs.phases()).not.toContain('snapshot')
		const notes = runs.events.flatMap((event) => (event.type === 'note' ? [event.message] : []))
		const said = notes.filter((note) => note.includes('virtio_blk'))
		// Of two cells with the same kernel, once.
		expect(said).toEqual([
			'Linux 6.12.107 has not the drivers of the usual VM. The disk is nvme: virtio_blk: CONFIG_VIRTIO_BLK is not set. ' +
				'The network card is e1000: virtio_net: CONFIG_VIRTIO_NET is not set.',
		])
		const evidence = results.cells[0]?.evidence?.find((path) => path.endsWith('devices.json'))
		expect(JSON.parse(await readFile(join(dir, evidence ?? ''), 'utf8'))).toMatchObject({ disk })
	})

	it('records with each start what is to be asked, so that a line that gets lost is missed', async ({
		runs,
	}) => {
		await runs.run()
		const starts = runs.events.flatMap((event) => (event.type === 'cell.started' ? [event.checks] : []))
		expect(starts).toEqual([
			['dns.tcp', 'dns.udp'],
			['dns.tcp', 'dns.udp'],
		])
	})

	it('records no note that says where things lie on this machine', async ({ runs }) => {
		const { dir } = await runs.run({
			openArtifacts: async ({ log }) => {
				log?.(`a copy is in quarantine: ${join(runs.root, 'cache/quarantine/x')}`)
				return fakeSource(runs.root, runs.artifacts)
			},
		})
		const log = await readFile(join(dir, 'events.ndjson'), 'utf8')
		expect(log).toContain('a copy is in quarantine: <cache>/quarantine/x')
		expect(log).not.toContain(runs.root)
	})

	it('refuses to resume with another base image, before anything is booted or recorded', async ({ runs }) => {
		const abort = new AbortController()
		const { dir } = await runs.run({
			signal: abort.signal,
			during: (slug) => void (slug === 'two' && abort.abort()),
		})
		const log = await readFile(join(dir, 'events.ndjson'), 'utf8')
		runs.artifacts = { ...runs.artifacts, base: { ...runs.artifacts.base, key: 'renewed' } }
		await expect(runs.run({ resume: dir })).rejects.toThrow('the image base debian:13: was base, is renewed')
		expect(runs.driver.started).toEqual([])
		expect(await readFile(join(dir, 'events.ndjson'), 'utf8')).toBe(log)
	})

	it('refuses to resume what another harness began', async ({ runs }) => {
		const abort = new AbortController()
		const { dir } = await runs.run({ signal: abort.signal, during: () => abort.abort() })
		const path = join(dir, 'events.ndjson')
		const log = await readFile(path, 'utf8')
		await writeFile(path, log.replace(/"sources":"\w+"/, '"sources":"0123456789abcdef"'))
		await expect(runs.run({ resume: dir })).rejects.toThrow(
			"rootless-matrix's own files: was 0123456789abcdef, is ",
		)
		expect(runs.driver.started).toEqual([])
	})

	it('records which images its cells were made of', async ({ runs }) => {
		const { results } = await runs.run()
		expect(results.cells.map(({ images }) => images)).toEqual(
			Array(2).fill([
				{ image: 'base debian:13', key: 'base' },
				{ image: `probe ${process.arch}`, key: 'artifacts' },
			]),
		)
	})
})
