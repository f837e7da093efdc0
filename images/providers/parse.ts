import { type Example, listExamples } from './examples.ts'
import { expected, type Parsed, parsed, splitAt } from './parsed.ts'
import { distributions, networkDrivers, providers } from './registry.ts'
import type { GuestValue, KernelValue, NetworkValue, ProvidedValue, RootlessKitValue } from './values.ts'

export type ProvidedAxis = 'docker' | 'rootlesskit' | 'kernel'

/** A value of each form that an axis has; of guests every one. */
export function examplesOf(axis: ProvidedAxis | 'network' | 'guest'): readonly Example[] {
	if (axis === 'guest') return distributions.map(({ value }) => ({ value }))
	if (axis === 'network') return networkDrivers.flatMap(({ examples }) => examples)
	const bundled = axis === 'rootlesskit' ? [{ value: 'bundled' }] : []
	return [...bundled, ...providers.flatMap((provider) => provider[axis]?.examples ?? [])]
}

function parseProvided<V>(axis: ProvidedAxis, text: string): Parsed<V & { readonly provider: string }> {
	const [prefix, rest = ''] = splitAt(text, ':')
	const value = providers.find((one) => one.prefix === prefix)?.[axis]?.parse(rest)
	return value === undefined
		? expected(`a value such as ${listExamples(examplesOf(axis))}`)
		: parsed({ provider: prefix, ...(value as V) })
}

export const parseKernelValue = (text: string): Parsed<KernelValue> => parseProvided('kernel', text)

export const parseDockerValue = (text: string): Parsed<ProvidedValue> => parseProvided('docker', text)

export const parseRootlessKitValue = (text: string): Parsed<RootlessKitValue> =>
	text === 'bundled' ? parsed(text) : parseProvided('rootlesskit', text)

export function parseNetworkValue(text: string): Parsed<NetworkValue> {
	const [name, version] = splitAt(text, '@')
	const driver = networkDrivers.find((one) => one.name === name)
	if (driver === undefined) return expected(`a value such as ${listExamples(examplesOf('network'))}`)
	const value = driver.parse(version)
	return value === undefined ? expected(driver.expects) : parsed({ driver: name, ...value })
}

export function parseGuestValue(text: string): Parsed<GuestValue> {
	const found = distributions.find(({ value }) => value === text)
	return found === undefined ? expected(listExamples(examplesOf('guest'))) : parsed(found)
}
