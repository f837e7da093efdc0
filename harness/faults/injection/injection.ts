import type { VmFault } from '#vm/fake'
import { type MirrorFault, mirrorFaults } from './mirror.ts'
import { type Random, randomFor } from '../random.ts'

/** How a run begins: what its cache has decides which steps a cell's life has. */
type Beginning = 'cold' | 'warm' | 'no-snapshots'

/** Where a fault strikes: a phase of a cell, or before the first and after the last of them. */
export type Step =
	| 'start'
	| 'artifacts'
	| 'boot'
	| 'restore'
	| 'install'
	| 'load'
	| 'fixtures'
	| 'snapshot'
	| 'suites'
	| 'stop'
	| 'report'

const stepsOf: Readonly<Record<Beginning, readonly Step[]>> = {
	cold: [
		'start',
		'artifacts',
		'boot',
		'restore',
		'install',
		'load',
		'fixtures',
		'snapshot',
		'suites',
		'stop',
		'report',
	],
	warm: ['start', 'artifacts', 'restore', 'suites', 'stop', 'report'],
	'no-snapshots': ['start', 'artifacts', 'boot', 'install', 'load', 'suites', 'stop', 'report'],
}

type Disk = 'runs' | 'cache' | 'tmp'
export type Damage = 'cut' | 'altered' | 'empty' | 'removed' | 'longer'

/** What is done to a run. Each is repeated by its seed and number. */
export type Fault =
	| { readonly kind: 'signal'; readonly signals: readonly NodeJS.Signals[]; readonly group: boolean }
	| { readonly kind: 'limit'; readonly limit: 'nofile' | 'as' | 'fsize'; readonly room: number }
	| { readonly kind: 'disk-full'; readonly disk: Disk }
	| { readonly kind: 'store-eio' }
	| { readonly kind: 'mirror'; readonly fault: MirrorFault }
	/** Something in the cache, before the run or, after it was killed, before it is resumed. */
	| { readonly kind: 'cache'; readonly damage: Damage; readonly file: number; readonly afterKill: boolean }
	/** The last line of the event log of a run that was killed. */
	| { readonly kind: 'torn-log'; readonly bytes: number }
	| { readonly kind: 'second-on-cache'; readonly kill: boolean }
	| { readonly kind: 'second-on-run' }
	| { readonly kind: 'clock'; readonly stepMs: number }
	| { readonly kind: 'child'; readonly which: number }
	| { readonly kind: 'vm'; readonly start: number; readonly fault: VmFault }
	/** A guest that does not answer any more, and then a signal. */
	| {
			readonly kind: 'frozen'
			readonly start: number
			readonly afterCommands: number
			readonly signal: NodeJS.Signals
	  }

export interface Injection {
	readonly number: number
	readonly beginning: Beginning
	readonly suites: 'process' | 'inside'
	readonly step: Step
	/** Milliseconds after the step began. */
	readonly delayMs: number
	/** Of which of the two cells, in the order in which they come to the step. */
	readonly cell: number
	readonly fault: Fault
}

const stops = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
const damages = ['cut', 'altered', 'empty', 'removed', 'longer'] as const
const HOUR_MS = 3_600_000

/** How often each kind comes, out of the sum; a kind that this machine cannot do is left out by the caller. */
const kinds: readonly (readonly [number, Fault['kind']])[] = [
	[30, 'signal'],
	[9, 'limit'],
	[8, 'disk-full'],
	[1, 'store-eio'],
	[6, 'mirror'],
	[9, 'cache'],
	[4, 'torn-log'],
	[5, 'second-on-cache'],
	[3, 'second-on-run'],
	[4, 'clock'],
	[4, 'child'],
	[14, 'vm'],
	[3, 'frozen'],
]

export interface ChoiceOptions {
	/** Whether this machine, and what is struck, can do it. */
	readonly possible: (kind: Fault['kind']) => boolean
	/** How every run begins; default: each as the seed says. */
	readonly beginning?: Beginning | undefined
	/** How many cells a run has; default: 2. */
	readonly cells?: number | undefined
}

/** Chooses an injection by the seed and its number. */
export function chooseInjection(
	seed: number,
	number: number,
	{ possible, ...given }: ChoiceOptions,
): Injection {
	const random = randomFor(seed, number)
	const weighted = kinds
		.filter(([, kind]) => possible(kind))
		.flatMap(([weight, kind]) => Array<Fault['kind']>(weight).fill(kind))
	const kind = random.pick(weighted)
	const drawn = faultOf(kind, random)
	// With snapshots the cache is no small disk.
	const fault: Fault =
		drawn.kind === 'disk-full' && drawn.disk === 'cache' && given.beginning === 'warm'
			? { ...drawn, disk: 'runs' }
			: drawn
	const beginning = given.beginning ?? beginningFor(fault, random)
	// A cold run starts more VMs than there are cells: those that snapshots are taken of.
	const start = random.below(beginning === 'cold' ? 6 : 2)
	return {
		number,
		fault: 'start' in fault ? { ...fault, start } : fault,
		beginning,
		suites: kind === 'child' || random.chance(0.25) ? 'process' : 'inside',
		step: stepFor(fault, beginning, random),
		delayMs: random.below(fault.kind === 'frozen' ? 1_000 : 40),
		cell: random.below(2) % (given.cells ?? 2),
	}
}

/** Faults of a VM or a mirror strike of themselves; the step is the first at which they may. */
function stepFor(fault: Fault, beginning: Beginning, random: Random): Step {
	const { kind } = fault
	if (kind === 'mirror') return 'artifacts'
	if (kind === 'vm' || kind === 'frozen') return beginning === 'warm' ? 'restore' : 'boot'
	// In its own start Node waits for ever for memory that it does not get: that is nothing of the product's.
	const steps = stepsOf[beginning].filter(
		(step) => step !== 'start' || kind !== 'limit' || fault.limit !== 'as',
	)
	return random.pick(steps)
}

function faultOf(kind: Fault['kind'], random: Random): Fault {
	switch (kind) {
		case 'signal': {
			const stop = random.pick(stops)
			const signals = random.pick<readonly NodeJS.Signals[]>([
				['SIGKILL'],
				['SIGKILL'],
				[stop],
				[stop],
				[stop],
				[stop, random.pick(stops)],
			])
			return { kind, signals, group: random.chance(0.3) }
		}
		case 'limit': {
			const limit = random.pick(['nofile', 'nofile', 'as', 'fsize'] as const)
			return { kind, limit, room: random.below(limit === 'as' ? 40 : 10) }
		}
		case 'disk-full':
			return { kind, disk: random.pick(['runs', 'runs', 'cache', 'tmp'] as const) }
		case 'mirror':
			return { kind, fault: random.pick(mirrorFaults) }
		case 'cache':
			return {
				kind,
				damage: random.pick(damages),
				file: random.below(2 ** 20),
				afterKill: random.chance(0.4),
			}
		case 'torn-log':
			return { kind, bytes: random.below(120) - 60 }
		case 'second-on-cache':
			return { kind, kill: random.chance(0.5) }
		case 'clock':
			return { kind, stepMs: random.pick([-8 * 24, -1, 1, 8 * 24]) * HOUR_MS + random.below(1000) }
		case 'child':
			return { kind, which: random.below(8) }
		case 'vm':
			return { kind, start: 0, fault: vmFault(random) }
		case 'frozen':
			return { kind, start: 0, afterCommands: random.below(8), signal: random.pick(stops) }
		case 'store-eio':
		case 'second-on-run':
			return { kind }
	}
}

function vmFault(random: Random): VmFault {
	const afterCommands = random.below(14)
	const deadline = 400
	return random.pick<VmFault>([
		{ kind: 'boot-fails' },
		{ kind: 'hangs', deadline },
		{ kind: 'ssh-garbage', deadline },
		{ kind: 'ssh-flood', deadline },
		{ kind: 'disk-full' },
		{ kind: 'restore-fails' },
		{ kind: 'panics', afterCommands },
		{ kind: 'dies', afterCommands },
		{ kind: 'corrupts', afterCommands },
		{ kind: 'control', says: 'garbage' },
		{ kind: 'control', says: 'flood' },
		{ kind: 'control', says: 'silence', deadline },
	])
}

function beginningFor(fault: Fault, random: Random): Beginning {
	switch (fault.kind) {
		case 'mirror':
			return random.pick(['cold', 'no-snapshots'])
		case 'cache':
			return 'warm'
		case 'disk-full':
			// Snapshots need gigabytes free, which a small disk has not.
			return fault.disk === 'cache' ? 'no-snapshots' : random.pick(['cold', 'warm', 'no-snapshots'])
		default:
			return random.pick(['cold', 'cold', 'warm', 'warm', 'no-snapshots'])
	}
}

/** A fault in words, for lists: `SIGTERM SIGINT to the group`. */
export function faultTitle(fault: Fault): string {
	switch (fault.kind) {
		case 'signal':
			return `${fault.signals.join(', then ')}${fault.group ? ' to the process group' : ''}`
		case 'limit':
			return { nofile: 'EMFILE', as: 'ENOMEM', fsize: 'EFBIG' }[fault.limit]
		case 'disk-full':
			return `full disk: ${fault.disk}`
		case 'mirror':
			return `mirror ${fault.fault}`
		case 'cache':
			return `cache entry ${fault.damage}${fault.afterKill ? ', after kill -9' : ''}`
		case 'vm': {
			const { fault: vm } = fault
			return `VM ${vm.kind}${'says' in vm ? ` ${vm.says}` : ''}`
		}
		case 'frozen':
			return `frozen guest, then ${fault.signal}`
		case 'clock':
			return `clock ${fault.stepMs > 0 ? 'forward' : 'back'}`
		case 'second-on-cache':
			return `second harness on the cache${fault.kill ? ', the first killed' : ''}`
		case 'second-on-run':
			return 'second harness on the run'
		case 'torn-log':
			return 'kill -9, and a torn event log'
		case 'child':
			return 'a child process killed'
		case 'store-eio':
			return 'EIO of the store'
	}
}
