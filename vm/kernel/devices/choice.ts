import { type KernelFacts, lookUp, type Presence } from '../requirements/index.ts'

/** One driver that a device of the VM needs, all of whose parts the kernel must have. */
export interface Candidate<Driver extends string = string> {
	/** The driver, which names the choice. */
	readonly driver: Driver
	/** QEMU's device, or the machine that brings it. */
	readonly device: string
	readonly parts: readonly Part[]
}

interface Part {
	readonly options: readonly string[]
	readonly modules: readonly string[]
}

/** A driver that may be a module. */
export const part = (option: string, ...modules: readonly string[]): Part => ({ options: [option], modules })
/** A part that is in the kernel or not. */
export const fixed = (option: string): Part => ({ options: [option], modules: [] })

/** What was chosen, and why not what comes before it. */
export interface DeviceChoice<Driver extends string = string> {
	readonly driver: Driver
	readonly device: string
	/** Modules that the initrd has to load. */
	readonly modules: readonly string[]
	/** What comes first and is missing: `virtio_blk: CONFIG_VIRTIO_BLK is not set`. Empty when the first was chosen. */
	readonly passedOver: readonly string[]
	/** Whether the kernel does not say that it has all parts: no configuration, and no list of what is built in. */
	readonly assumed: boolean
}

/** The first candidate of which the kernel has every part; undefined, with the reasons, when it has none. */
export function chooseDevice<Driver extends string>(
	facts: KernelFacts,
	candidates: readonly Candidate<Driver>[],
): DeviceChoice<Driver> | { readonly passedOver: readonly string[] } {
	const passedOver: string[] = []
	for (const { driver, device, parts } of candidates) {
		const found = parts.map((one) => ({ ...one, ...lookUp(facts, one) }))
		const missing = found.find(({ presence }) => presence === 'missing')
		if (missing !== undefined) {
			passedOver.push(`${driver}: ${whyMissing(missing)}`)
			continue
		}
		return {
			driver,
			device,
			modules: found
				.filter(isModule)
				.map(({ modules }) => modules.find((name) => facts.modules?.files.has(name)) ?? modules[0]!),
			passedOver,
			assumed: found.some(({ presence }) => presence === 'unknown'),
		}
	}
	return { passedOver }
}

const isModule = ({ presence, modules }: Part & { presence: Presence }) =>
	presence === 'module' && modules.length > 0

function whyMissing({ options, modules, absence }: Part & { absence?: string | undefined }): string {
	if (absence === 'not-built') return `CONFIG_${options[0]} is not set`
	return `no module ${modules[0] ?? options[0]} in what was given`
}
