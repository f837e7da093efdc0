import { chmod, copyFile, writeFile } from 'node:fs/promises'
import { ConfigurationError } from '#results/errors'
import { type Bounded, runTool } from '../../host/index.ts'
import type { RunningVm } from '../running.ts'
import { saveDevices } from './devices-stream.ts'
import { awaitHandshake } from './restore-handshake.ts'
import { type Access, snapshotLayout } from './layout.ts'
import { writeMemorySums } from './memory-sums.ts'

/** Milliseconds to go through all of a guest's memory on a busy disk. */
const COPY_DEADLINE = 900_000

/**
 * Ends a VM that was started with `record`, and leaves in that directory what another one is restored from.
 * @throws HostError when QEMU cannot save its state; the VM has ended then as well.
 */
export async function captureVm(vm: RunningVm, { signal }: Bounded = {}): Promise<void> {
	const { record, exchange } = vm
	if (record === undefined)
		throw new ConfigurationError(`VM ${vm.name} was not started with a directory to record it in`)
	const files = snapshotLayout(record)
	try {
		await awaitHandshake(vm.guest, { signal })
		// The guest is to have no connection that nobody will answer.
		await vm.guest.close()
		await saveDevices(vm.qmp, { exchange, file: files.devices }, { signal })
	} finally {
		await vm.stop()
	}
	const { privateKey, hostKey } = vm.ssh
	const access: Access = { privateKey, hostKey, takenAt: new Date().toISOString() }
	await writeFile(files.access, JSON.stringify(access), { mode: 0o600 })
	await copyFile(vm.evidence.console, files.console)
	// It has the keys in it.
	await chmod(files.memory, 0o600)
	// The guest's free pages are mostly zeros that it wrote.
	await runTool(['fallocate', '--dig-holes', files.memory], {
		to: "free what the guest's memory has of zeros",
		signal,
		deadline: COPY_DEADLINE,
	})
	await writeMemorySums(files.memory, files.sums)
}
