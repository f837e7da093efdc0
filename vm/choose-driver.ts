import { type Architecture, hostArchitecture } from '#results/architecture'
import { HostError } from '#results/errors'
import type { DriverObstacle, VmDriver, WantedGuests } from './driver.ts'
import { limaDriver } from './lima/index.ts'
import { qemuDriver } from './qemu/index.ts'

/** What is tried in turn where nobody says which: QEMU can do more. */
const drivers = { qemu: qemuDriver, lima: limaDriver } as const satisfies Readonly<Record<string, VmDriver>>

/** How a person names a driver, or the first that this host has the programs of. */
export type DriverChoice = 'auto' | keyof typeof drivers

/** What every cell asks of a driver, whichever it is. */
export function unfitFor(
	{ name, capabilities: { architectures, bootFormats } }: Pick<VmDriver, 'name' | 'capabilities'>,
	arch: Architecture = hostArchitecture(),
): DriverObstacle | undefined {
	if (!architectures.includes(arch))
		return {
			why: `The VM driver ${name} runs guests of ${architectures.join(' and ')}, not of ${arch}.`,
			hint: 'Take another driver (--driver), or guests that it runs (--arch).',
		}
	if (!bootFormats.includes('linux'))
		return {
			why: `The VM driver ${name} boots no kernel by itself, only disks with a boot loader.`,
			hint: 'Take another driver: --driver.',
		}
	return undefined
}

/**
 * The driver of that name, or the first whose programs are there.
 * @throws HostError when they are not, with how to get them.
 */
export async function chooseDriver(choice: DriverChoice, wanted: WantedGuests = {}): Promise<VmDriver> {
	const candidates = choice === 'auto' ? Object.values(drivers) : [drivers[choice]]
	const obstacles = []
	for (const driver of candidates) {
		const obstacle = unfitFor(driver, wanted.arch) ?? (await driver.obstacle(wanted))
		if (!obstacle) return driver
		obstacles.push(obstacle)
	}
	throw new HostError(`No VM can be started here. ${obstacles.map(({ why }) => why).join(' ')}`, {
		hint: [...new Set(obstacles.map(({ hint }) => hint))].join(' Or: '),
	})
}

/** Ends and removes what is left of the VMs of harnesses that were killed, whatever ran them. @returns the paths. */
export async function sweepVms(): Promise<string[]> {
	const swept: string[] = []
	for (const { sweep } of Object.values<VmDriver>(drivers)) swept.push(...((await sweep?.()) ?? []))
	return swept
}
