import { explainError } from '#results'
import { type AcceleratorProbe, reasonInWords } from '#vm'
import type { Finding } from './requirement.ts'

/** What booting a tiny guest told about the machine. */
export type AcceleratorReport = Pick<AcceleratorProbe, 'accelerator' | 'reason' | 'workarounds'>

/** Boots a tiny guest under a deadline; looking for /dev/kvm proves nothing (there are hosts where it lies). */
export type ProbeAccelerator = () => Promise<AcceleratorReport>

/** A line of the doctor's table. */
export interface Row {
	readonly id: string
	readonly why: string
	readonly finding: Finding
	readonly fatal: boolean
	readonly package?: string
	readonly hint?: string
}

const id = 'accelerator'
const why = 'decides how fast guests run; found by booting one'

/** The rows that tell which accelerator guests will get, why, and what is worked around. */
export async function acceleratorRows(
	probe: ProbeAccelerator,
	signal?: AbortSignal,
): Promise<readonly Row[]> {
	let report: AcceleratorReport
	try {
		report = await probe()
	} catch (error) {
		signal?.throwIfAborted()
		const note = `the probe guest could not be run: ${explainError(error)}`
		return [{ id, why, fatal: true, finding: { state: 'missing', note }, hint: 'See the note above.' }]
	}
	return [describeAccelerator(report), ...report.workarounds.map(describeWorkaround)]
}

/** For when the tools that the probe itself needs are missing. */
export function unprobedAccelerator(because: string): Row {
	return { id, why, fatal: false, finding: { state: 'warning', note: `not probed: ${because}` } }
}

function describeAccelerator(report: AcceleratorReport): Row {
	const words = reasonInWords(report.reason)
	switch (report.accelerator) {
		case 'kvm':
			return { id, why, fatal: false, finding: { state: 'ok', version: 'KVM', note: words } }
		case 'tcg':
			return {
				id,
				why,
				fatal: false,
				finding: { state: 'warning', version: 'TCG', note: `${words}; guests run several times slower` },
				hint: 'Nothing has to be done: everything works under TCG too, it only takes longer.',
			}
	}
}

function describeWorkaround({ args, reason }: AcceleratorReport['workarounds'][number]): Row {
	return {
		id: 'QEMU work-around',
		why: 'is applied to every guest on this machine',
		fatal: false,
		finding: { state: 'ok', version: args.join(' '), note: reason },
	}
}
