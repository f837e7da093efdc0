import {
	type AcceleratorReport,
	acceleratorRows,
	type ProbeAccelerator,
	type Row,
	unprobedAccelerator,
} from './accelerator.ts'
import { type Architecture, hostArchitecture } from '#results/architecture'
import type { VmDriver } from '#vm'
import { archiveRequirement } from './archive.ts'
import { driverRow } from './driver.ts'
import { machineRequirements } from './machine.ts'
import type { Host, Requirement } from './requirement.ts'
import { foreignRequirements, toolRequirements } from './tools.ts'

/** Everything the doctor found, in the order it is shown. */
export interface Diagnosis {
	readonly rows: readonly Row[]
	/** Whether cells can run here. */
	readonly ready: boolean
	/** Debian packages that would mend what is missing; empty when there is nothing apt can do. */
	readonly packages: readonly string[]
	/** Whether apt must fetch its package lists. */
	readonly needsLists: boolean
}

export interface ExamineOptions {
	readonly host: Host
	/** The guests'; default: this machine's. */
	readonly arch?: Architecture | undefined
	/** What is to run the VMs; without it, nothing is said about it, nor about the accelerator. */
	readonly driver?: (() => Promise<VmDriver>) | undefined
	/** Boots a tiny guest under a deadline; looking for /dev/kvm proves nothing (there are hosts where it lies). */
	readonly probeAccelerator?: ((driver: VmDriver) => Promise<AcceleratorReport>) | undefined
	readonly requirements?: readonly Requirement[]
}

const allRequirements: readonly Requirement[] = [
	...machineRequirements,
	...toolRequirements,
	archiveRequirement,
]

/** Finds out what the machine has. Only reads; the accelerator is probed when all that it needs is there. */
export async function examineHost(options: ExamineOptions): Promise<Diagnosis> {
	const { host, driver: choose, probeAccelerator, arch = hostArchitecture() } = options
	const { requirements = [...allRequirements, ...foreignRequirements(arch)] } = options
	const rows = await Promise.all(requirements.map((requirement) => examine(requirement, host)))
	if (!choose) return diagnose(rows)
	const { row, driver } = await driverRow(choose, host.signal)
	rows.push(row)
	const accelerator = probeAccelerator
		? await accelerate(rows, driver && (() => probeAccelerator(driver)), host.signal)
		: []
	return diagnose([...rows, ...accelerator])
}

function diagnose(rows: readonly Row[]): Diagnosis {
	const missing = rows.filter((row) => row.finding.state === 'missing')
	return {
		rows,
		ready: !missing.some((row) => row.fatal),
		packages: [...new Set(missing.flatMap((row) => row.package ?? []))].sort(),
		needsLists: rows.some(({ finding }) => finding.state === 'missing' && finding.mend === 'package-lists'),
	}
}

async function accelerate(rows: readonly Row[], probe: ProbeAccelerator | undefined, signal?: AbortSignal) {
	return probe && diagnose(rows).ready
		? acceleratorRows(probe, signal)
		: [unprobedAccelerator('it needs what is missing above')]
}

async function examine(requirement: Requirement, host: Host): Promise<Row> {
	const { id, why, fatal, hint } = requirement
	const base = { id, why, fatal, hint, ...(requirement.package ? { package: requirement.package } : {}) }
	try {
		return { ...base, finding: await requirement.probe(host) }
	} catch (error) {
		host.signal?.throwIfAborted()
		const note = `could not be found out: ${error instanceof Error ? error.message : String(error)}`
		return { ...base, finding: { state: 'missing', note } }
	}
}
