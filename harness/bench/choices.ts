import { readCell } from '#harness/matrix'
import { setMaxListeners } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { plannedCell } from '#results'
import { cacheDirectory } from '#images'
import { acceleratorFor, emptySpec, RunArtifacts, withheldIn } from '#harness/run'
import { defaultDriver, startVm, type VmSpec } from '#vm'
import { ratios, spread } from './spread.ts'

// What each choice in QEMU's command line is worth, one changed at a time, in turn: the table of vm/qemu/README.md.
// npm run bench:choices [ROUNDS]

interface Choice {
	readonly name: string
	readonly spec?: Partial<VmSpec>
	readonly argv?: (argv: readonly string[]) => string[]
}

const replaced = (from: string, to: string) => (argv: readonly string[]) => {
	if (!argv.some((word) => word.includes(from))) throw new RangeError(`QEMU's arguments have no ${from}`)
	return argv.map((word) => word.replaceAll(from, to))
}

const choices: readonly Choice[] = [
	{ name: 'as it is' },
	{ name: 'CPU model `max`, not `qemu64`', argv: replaced('qemu64', 'max') },
	{
		name: 'one thread for all processors, not one for each',
		argv: replaced('thread=multi', 'thread=single'),
	},
	{ name: 'one processor, not two', spec: { cpus: 1 } },
	{
		name: 'a translation cache of 128 MiB, not 1 GiB',
		argv: replaced('thread=multi', 'thread=multi,tb-size=128'),
	},
	{ name: 'machine `pc`, not `q35`', argv: replaced('q35', 'pc') },
	{ name: '1 GiB of memory, not 2', spec: { memoryMiB: 1024 } },
	{ name: '4 GiB of memory, not 2', spec: { memoryMiB: 4096 } },
	{ name: 'flushes that reach the disk', argv: replaced('"no-flush":true', '"no-flush":false') },
	{ name: 'past the host’s page cache', argv: replaced('"direct":false', '"direct":true') },
]

/** Something that a guest does in checks: short programs, system calls, and arithmetic. */
const work = 'for i in $(seq 200); do /bin/true; done; find /usr/lib -xdev -type f | head -500 | xargs md5sum'

const { signal } = new AbortController()
setMaxListeners(100, signal)
const log = (message: string) => void process.stderr.write(`· ${message}\n`)
const artifacts = await RunArtifacts.open({ cacheRoot: cacheDirectory(), signal, log })
await mkdir(artifacts.cache.scratch, { recursive: true })
const cell = readCell(
	plannedCell.parse({
		id: '0123456789ab',
		slug: 'choices',
		daemonSettings: {},
		axes: {
			kernel: 'debian:6.12',
			brNetfilter: 'loaded',
			docker: 'debian:26.1',
			rootlesskit: 'bundled',
			network: 'slirp4netns',
			portDriver: 'builtin',
			daemon: 'default',
		},
	}),
)
const host = await acceleratorFor(artifacts, [cell.axes.kernel], { signal, log })
if (!host) throw new Error('No kernel is available')
const directory = await mkdtemp(join(artifacts.cache.scratch, 'choices-'))
const parts = {
	kernel: await artifacts.kernel(cell.axes.kernel, withheldIn(cell)),
	base: await artifacts.base(cell.axes.guest),
}
const place = {
	driver: defaultDriver,
	host,
	cpus: 2,
	evidenceDir: directory,
	scratchDir: artifacts.cache.scratch,
}
const spec = emptySpec(cell, parts, place)
const times = new Map(choices.map(({ name }) => [name, { boot: [] as number[], work: [] as number[] }]))
try {
	const rounds = Number(process.argv[2] ?? 3)
	for (let round = 1; round <= rounds; round++)
		for (const { name, spec: changes, argv } of choices) {
			const began = performance.now()
			await using vm = await startVm({ ...spec, ...changes }, { signal, adjust: argv })
			await vm.guest.check(['true'], { signal })
			times.get(name)!.boot.push(performance.now() - began)
			const { ms } = await vm.guest.check(work, { signal })
			times.get(name)!.work.push(ms)
			log(`${name}: booted in ${Math.round(times.get(name)!.boot.at(-1)!)} ms, worked ${ms} ms`)
		}
} finally {
	await rm(directory, { recursive: true, force: true })
}

const asItIs = times.get(choices[0]!.name)!
const column = (samples: readonly number[], own: readonly number[]) => {
	const { median, low, high } = ratios(samples, own)
	return `**${median.toFixed(2)}** (${low.toFixed(2)} to ${high.toFixed(2)})`
}
process.stdout.write(
	[
		`QEMU ${host.driverVersion}, ${host.accelerator}; as it is: boot ${(spread(asItIs.boot).median / 1000).toFixed(1)} s, ` +
			`work ${(spread(asItIs.work).median / 1000).toFixed(1)} s.`,
		'',
		'| one changed | boot, times as long | work, times as long |',
		'| --- | --: | --: |',
		...choices.slice(1).map(({ name }) => {
			const { boot, work: worked } = times.get(name)!
			return `| ${name} | ${column(boot, asItIs.boot)} | ${column(worked, asItIs.work)} |`
		}),
		'',
	].join('\n'),
)
