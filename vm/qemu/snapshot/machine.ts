import { createHash } from 'node:crypto'
import { cpus } from 'node:os'
import { qemuArgv } from '../argv.ts'
import { binaryIdentity } from '../binary.ts'
import type { VmSpec } from '../../spec.ts'

/** What a snapshot fits to, beside the files: it goes on only in the machine that it was taken of. */
export interface MachineIdentity {
	/** The program and its version. */
	readonly qemu: string
	/** The host's, where the guest sees it. */
	readonly cpu: string
	/** A hash of QEMU's command line, without its paths. */
	readonly devices: string
}

export async function machineIdentity(spec: VmSpec): Promise<MachineIdentity> {
	const { restore: _restore, ...booted } = spec
	const { host, disks = [] } = booted
	const argv = qemuArgv(
		{ ...booted, name: '', vmlinuz: '', host: { ...host, program: '' } },
		{
			console: '',
			qmpSocket: '',
			handshakeSocket: '',
			overlay: '',
			initrd: '',
			pidFile: '',
			dropTo: undefined,
			disks: disks.map(({ serial }) => ({ serial, path: '', format: 'raw' })),
			memory: { path: '', mode: 'kept' },
		},
	)
	return {
		qemu: `${host.driverVersion}, ${await binaryIdentity(host.program)}`,
		cpu: host.accelerator === 'kvm' ? (cpus()[0]?.model ?? '') : 'emulated',
		devices: createHash('sha256').update(JSON.stringify(argv)).digest('hex').slice(0, 16),
	}
}
