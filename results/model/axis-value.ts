import { axisParsers, type AxisValues } from './axis-parsers.ts'

const known: { readonly [A in keyof AxisValues]: Map<string, AxisValues[A] | undefined> } = {
	kernel: new Map(),
	brNetfilter: new Map(),
	docker: new Map(),
	rootlesskit: new Map(),
	network: new Map(),
	portDriver: new Map(),
	daemon: new Map(),
}

/** More texts than any matrix has: whoever reads records of strangers must not fill the memory. */
const MAX_KNOWN = 10_000

/**
 * What an axis's text means. A text is parsed once in a process: cells have few of them, and have them often.
 * Undefined for one that is no value of the axis, as in a record of another version.
 */
export function axisValue<A extends keyof AxisValues>(axis: A, text: string): AxisValues[A] | undefined {
	const values: Map<string, AxisValues[A] | undefined> = known[axis]
	if (values.has(text)) return values.get(text)
	const result = axisParsers[axis](text)
	const value = 'value' in result ? result.value : undefined
	if (values.size < MAX_KNOWN) values.set(text, value)
	return value
}

/** The version that an axis names itself; undefined where it leaves it to a package, or to a directory. */
export function askedVersion(axis: 'docker' | 'rootlesskit' | 'kernel', text: string): string | undefined {
	const value = axisValue(axis, text)
	if (value === undefined || value.provider === 'bundled') return undefined
	if (value.provider === 'debian' && 'kind' in value)
		return value.kind === 'series' ? value.series : value.release
	return 'version' in value ? value.version : undefined
}

/** The network driver that a text names, in whatever version. */
export const networkDriver = (text: string): string => axisValue('network', text)?.driver ?? text
