import { copyFile, mkdir, mkdtemp, open, readdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Cache, cacheDirectory } from '#images'
import { type Results } from '#results'
import { connectGuest, defaultDriver, type RunningVm, startVm } from '#vm'
import { emptySpec } from '../index.ts'
import { baseSnapshot } from '../snapshots/snapshots.ts'
import { processesThatMention, startCli } from './cli-process.ts'
import { testArtifacts } from './open-test-cell.ts'

// A cell of `quick`.
const slug = 'k6.12-loaded-docker26.1-pasta2025_05_03-implicit-default'

interface Run {
	readonly results: Results
	readonly printed: string
	readonly cells: string
}

let runsDir: string
beforeAll(async () => {
	runsDir = await mkdtemp(join(tmpdir(), 'snapshots-vm-test-'))
})
afterAll(() => rm(runsDir, { recursive: true, force: true }))

/** Runs cells of `quick` to a good end. */
async function run(only: readonly string[], args: readonly string[] = [], env = {}): Promise<Run> {
	const asked = ['run', '--preset', 'quick', '--only', ...only, '--runs-dir', runsDir, ...args]
	const cli = startCli(asked, env)
	expect(await cli.ended, cli.output()).toBe(0)
	const latest = join(runsDir, 'latest')
	const results = JSON.parse(await readFile(join(latest, 'results.json'), 'utf8')) as Results
	return { results, printed: cli.output(), cells: join(latest, 'cells') }
}

const verdictsOf = ({ results }: Run) =>
	results.cells.map(({ slug: cell, verdict, checks }) => [
		cell,
		verdict,
		Object.fromEntries(checks.map((check) => [check.id, check.verdict])),
	])
const phasesOf = ({ results }: Run) => [
	...new Set(results.cells.flatMap(({ phases }) => phases.map(({ name }) => name))),
]

// Minutes each, and some throw away what other tests can use: on demand.
const onDemand = describe.runIf(process.env.ROOTLESS_MATRIX_TEST_ALL === '1')

onDemand('cells that go on from a snapshot', () => {
	let booted: Run
	let restored: Run
	beforeAll(async () => {
		restored = await run([slug])
		// What was not there yet is by now.
		if (phasesOf(restored).includes('install')) restored = await run([slug])
		const cells = await readFile(join(restored.cells, slug, 'console.log'), 'utf8')
		expect(cells).toMatch(/Linux version 6\.12[\s\S]*restored from a snapshot/)
		booted = await run([slug], ['--no-snapshots'])
	})

	test('come to the same verdicts, check by check, as cells that boot', () => {
		expect(phasesOf(booted)).toContain('boot')
		expect(booted.results.cells[0]).not.toHaveProperty('snapshot')
		expect(restored.results.cells[0]?.snapshot).toMatchObject({ takenAt: expect.any(String) as string })
		expect(phasesOf(restored)).toEqual(['artifacts', 'restore', 'suites', 'stop'])
		expect(verdictsOf(restored)).toEqual(verdictsOf(booted))
	})

	test('report the same stack', () => {
		expect(restored.results.cells.map(({ stack }) => stack)).toEqual(
			booted.results.cells.map(({ stack }) => stack),
		)
	})
})

describe('two guests of one snapshot', () => {
	const vms: RunningVm[] = []
	let directory: string
	beforeAll(async () => {
		const { artifacts, host, cell, signal } = await testArtifacts()
		directory = await mkdtemp(join(artifacts.cache.scratch, 'clones-'))
		const parts = await artifacts.forCell(cell)
		const place = {
			driver: defaultDriver,
			host,
			cpus: 1,
			evidenceDir: directory,
			scratchDir: artifacts.cache.scratch,
		}
		const restore = await baseSnapshot({
			cell,
			artifacts: parts,
			fixtures: [],
			place,
			runDir: directory,
			signal,
			snapshots: { cache: artifacts.cache, maxBytes: Infinity, notBefore: new Date(0) },
			phase: (_name, work) => work(),
			log: () => undefined,
		})
		for (const name of ['one', 'two'])
			vms.push(
				await startVm({
					...emptySpec(cell, parts, { ...place, evidenceDir: join(directory, name) }),
					restore,
				}),
			)
	})
	afterAll(async () => {
		for (const vm of vms) await vm.stop()
		await rm(directory, { recursive: true, force: true })
	})
	const say = (command: string) =>
		Promise.all(vms.map(async (vm) => (await vm.guest.check(command)).stdout.trim()))

	test('know the time', async () => {
		for (const seconds of await say('date +%s'))
			expect(Math.abs(Number(seconds) - Date.now() / 1000)).toBeLessThan(5)
	})

	test('have random numbers of their own', async () => {
		const [one, two] = await say('cat /proc/sys/kernel/random/uuid')
		expect(one).not.toBe(two)
	})

	test('have an SSH server of their own: one’s keys do not open the other', async () => {
		const [one, two] = vms as [RunningVm, RunningVm]
		expect(one.ssh.hostKey).not.toBe(two.ssh.hostKey)
		const [here, there] = await say('cat /etc/ssh/ssh_host_ed25519_key.pub')
		expect([here, there]).toEqual([one.ssh.hostKey.trim(), two.ssh.hostKey.trim()])
		await (await connectGuest({ ...one.ssh })).close()
		await expect(connectGuest({ ...one.ssh, port: two.ssh.port })).rejects.toThrow(/SSH/)
	})

	test('have a lab whose peer answers', async () => {
		await say('ping -c 1 -W 5 203.0.113.10')
	})

	test('share the memory that neither wrote to', async () => {
		const smaps = await readFile(`/proc/${vms[0]!.qemuPid}/smaps`, 'utf8')
		const mapped = smaps.slice(smaps.search(/^\S+ \S+ \S+ \S+ \S+ +\S*\/memory$/m))
		const [, kibibytes] = /^Shared_Clean: +(\d+) kB$/m.exec(mapped)!
		expect(Number(kibibytes)).toBeGreaterThan(10 * 1024)
	})
})

onDemand('a snapshot that cannot be used', () => {
	const cache = new Cache(cacheDirectory())
	let good: Run
	beforeAll(async () => {
		good = await run([slug])
	})

	/** The directory of the entry of one kind that was used last and fits. */
	async function newest(kind: string, fits: (inputs: { subject?: Subject }) => boolean): Promise<string> {
		const root = join(cache.root, kind)
		const found: [string, number][] = []
		for (const name of await readdir(root)) {
			const file = join(root, name, 'inputs.json')
			if (fits(JSON.parse(await readFile(file, 'utf8')) as { subject?: Subject }))
				found.push([join(root, name), (await stat(file)).mtimeMs])
		}
		found.sort(([, a], [, b]) => b - a)
		if (!found[0]) throw new Error(`Nothing in ${root} fits`)
		return found[0][0]
	}

	type Subject = Readonly<Record<string, string>>
	const snapshotOf = (of: Subject) =>
		newest('snapshots', ({ subject }) => Object.entries(of).every(([key, value]) => subject?.[key] === value))
	/** Of the cell, which runs alone and so has two processors; its daemon is up. */
	const ready = () => snapshotOf({ network: 'pasta@2025_05_03', processors: '2' })
	/** Of the guest that it was made from. */
	const below = () =>
		newest('snapshots', ({ subject }) => subject?.['processors'] === '2' && !('network' in subject))

	/** Changes one byte in the middle of what the guest had in its memory; `silently` as a bad disk does. */
	async function harmMemory(dir: string, { silently = false } = {}): Promise<void> {
		const { atime, mtimeMs } = await stat(join(dir, 'memory'))
		const { chunks } = JSON.parse(await readFile(join(dir, 'memory.json'), 'utf8')) as {
			chunks: [number, number][]
		}
		await flipByte(join(dir, 'memory'), chunks[Math.floor(chunks.length / 2)]![0] * 256 * 1024)
		// Not its `mtime`, which is rounded: a manifest has whole milliseconds.
		if (silently) await utimes(join(dir, 'memory'), atime, (Math.trunc(mtimeMs) + 0.5) / 1000)
	}

	async function flipByte(path: string, position: number): Promise<void> {
		await using file = await open(path, 'r+')
		const { buffer } = await file.read(Buffer.alloc(1), 0, 1, position)
		await file.write(Buffer.from([buffer[0]! ^ 0xff]), 0, 1, position)
	}

	test('since its memory was changed is found, said and taken anew', async () => {
		await harmMemory(await ready(), { silently: true })
		const again = await run([slug])
		expect(again.printed).toMatch(
			/snapshot of \S+ is damaged \(its memory was changed between .*\); it is kept in .* and taken anew/,
		)
		expect(verdictsOf(again)).toEqual(verdictsOf(good))
		expect(await processesThatMention(again.cells)).toEqual([])
	})

	test('since its disk was cut off is found, said and taken anew', async () => {
		await using disk = await open(join(await ready(), 'disk.qcow2'), 'r+')
		await disk.truncate(1024)
		const again = await run([slug])
		expect(again.printed).toMatch(/snapshot of \S+ is damaged \(disk\.qcow2 has 1024 bytes/)
		expect(verdictsOf(again)).toEqual(verdictsOf(good))
	})

	test('since the one that it was made from was damaged is taken anew as well', async () => {
		await harmMemory(await below())
		const again = await run([slug])
		expect(again.printed).toMatch(/snapshot of Linux .* is damaged \(.*\); it is kept in .* and taken anew/)
		expect(again.printed).toMatch(/snapshot of \S+ is taken anew: changed since are snapshot below/)
		expect(verdictsOf(again)).toEqual(verdictsOf(good))
	})

	test('since QEMU is another is said and taken anew', async () => {
		const bin = join(runsDir, 'bin')
		await mkdir(bin)
		await copyFile('/usr/bin/qemu-system-x86_64', join(bin, 'qemu-system-x86_64'))
		const again = await run([slug], [], { PATH: `${bin}:${process.env.PATH}` })
		expect(again.printed).toMatch(/snapshot of .* is taken anew: changed since are qemu/)
		expect(verdictsOf(again)).toEqual(verdictsOf(good))
	})

	test('since the base image below it was changed is said and taken anew', async () => {
		const image = join(await newest('base', () => true), 'base.ext4')
		await utimes(image, new Date(), new Date())
		const again = await run([slug])
		expect(again.printed).toMatch(/snapshot of .* is taken anew: changed since are .*base image/)
		expect(verdictsOf(again)).toEqual(verdictsOf(good))
	})

	test('twenty restores in a row come to the same verdicts', async () => {
		const few = [
			'--checks',
			...['daemon.starts', 'kernel.*', 'bridge.same-*', 'bridge.name-*', 'publish.any-v4'],
			...['publish.loopback-only-*', 'source.*', 'egress.tcp', 'dns.udp'],
		]
		const first = await run([slug], few)
		for (let time = 1; time < 20; time++) {
			const again = await run([slug], few)
			expect(phasesOf(again)).not.toContain('boot')
			expect(verdictsOf(again)).toEqual(verdictsOf(first))
		}
	})
})
