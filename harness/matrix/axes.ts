import {
	examplesOf,
	expected,
	type GuestValue,
	type KernelValue,
	type NetworkValue,
	parseDockerValue,
	parseGuestValue,
	parseKernelValue,
	parseNetworkValue,
	parseRootlessKitValue,
	type Parsed,
	parsed,
	type ProvidedValue,
	type RootlessKitValue,
} from '#images/providers'
import {
	type Axes,
	brNetfilterState,
	type BrNetfilterState,
	noUpgrade,
	portDriver,
	type PortDriver,
} from '#results'
import { parseChoice } from './choice.ts'
import { parseCmdline } from './cmdline.ts'
import { parseDaemonValue } from './daemon-name.ts'
import { type ModuleState, parseModules } from './modules.ts'

/** The axes' values, understood. */
export interface AxisValues {
	readonly kernel: KernelValue
	readonly brNetfilter: BrNetfilterState
	readonly docker: ProvidedValue
	readonly rootlesskit: RootlessKitValue
	readonly network: NetworkValue
	readonly portDriver: PortDriver
	/** A profile's name; whether there is such a profile is the matrix file's to say. */
	readonly daemon: string
	readonly guest: GuestValue
	/** Words that are added to the kernel's command line. */
	readonly cmdline: readonly string[]
	readonly modules: readonly ModuleState[]
	/** The Docker that the cell's own one takes the place of. */
	readonly upgradeFrom: ProvidedValue | typeof noUpgrade
}

/** A value of an axis: what the file says, which is what is hashed, recorded and shown, and what that means. */
export interface AxisValue<A extends keyof AxisValues> {
	readonly raw: NonNullable<Axes[A]>
	readonly value: AxisValues[A]
}

const parsers: { readonly [A in keyof AxisValues]: (text: string) => Parsed<AxisValues[A]> } = {
	kernel: parseKernelValue,
	brNetfilter: (text) => parseChoice(brNetfilterState.options, text),
	docker: parseDockerValue,
	rootlesskit: parseRootlessKitValue,
	network: parseNetworkValue,
	portDriver: (text) => parseChoice(portDriver.options, text),
	daemon: parseDaemonValue,
	guest: parseGuestValue,
	cmdline: parseCmdline,
	modules: parseModules,
	upgradeFrom: parseUpgradeFrom,
}

function parseUpgradeFrom(text: string): Parsed<AxisValues['upgradeFrom']> {
	if (text === noUpgrade) return parsed(noUpgrade)
	const docker = parseDockerValue(text)
	return 'value' in docker ? docker : expected(`"${noUpgrade}", or ${docker.expected}`)
}

/** Words to compare a misspelt value with; versions cannot be guessed. */
export const axisWords: { readonly [A in keyof AxisValues]?: readonly string[] } = {
	brNetfilter: brNetfilterState.options,
	portDriver: portDriver.options,
	rootlesskit: ['bundled'],
	network: examplesOf('network').flatMap(({ value }) => (value.includes('@') ? [] : [value])),
	guest: examplesOf('guest').map(({ value }) => value),
	upgradeFrom: [noUpgrade],
}

type Entry<A extends keyof AxisValues> = AxisValue<A> | { readonly expected: string }

const known: { readonly [A in keyof AxisValues]: Map<string, Entry<A>> } = {
	kernel: new Map(),
	brNetfilter: new Map(),
	docker: new Map(),
	rootlesskit: new Map(),
	network: new Map(),
	portDriver: new Map(),
	daemon: new Map(),
	guest: new Map(),
	cmdline: new Map(),
	modules: new Map(),
	upgradeFrom: new Map(),
}

/**
 * Reads a value of an axis, or says what the axis would have liked instead. A text is parsed once in a process: matrix
 * files have few of them, and cells have them often, so that equal texts are one value.
 */
export function readAxis<A extends keyof AxisValues>(axis: A, text: string): Entry<A> {
	const entries: Map<string, Entry<A>> = known[axis]
	const found = entries.get(text)
	if (found !== undefined) return found
	const result = parsers[axis](text)
	// What is understood as a value of the axis has its type.
	const entry = 'value' in result ? { raw: text as NonNullable<Axes[A]>, value: result.value } : result
	entries.set(text, entry)
	return entry
}

/** The value that a text stands for; undefined for what is no value of the axis. */
export function axisValue<A extends keyof AxisValues>(axis: A, text: string): AxisValues[A] | undefined {
	const entry = readAxis(axis, text)
	return 'value' in entry ? entry.value : undefined
}
