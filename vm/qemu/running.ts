import type { GuestAddress, Guest } from '../guest/index.ts'
import type { ConsoleState } from '../boot/index.ts'
import type { PreparedVm, VmEvidence } from './files.ts'
import type { VmMemory } from '../driver.ts'
import { memoryOf } from './memory.ts'
import type { Qmp } from './qmp.ts'
import type { VmSpec } from '../spec.ts'
import type { Supervised } from './supervisor.ts'

/** What remains of a VM. */
interface StoppedVm {
	readonly name: string
	readonly evidence: VmEvidence
	/** The console's end, without escape sequences. */
	readonly consoleTail: string
	/** How QEMU ended. */
	readonly exit: string
}

/** A VM whose sshd answers. */
export interface RunningVm extends AsyncDisposable {
	readonly name: string
	readonly guest: Guest
	/** How another process reaches the guest. */
	readonly ssh: GuestAddress
	readonly qmp: Qmp
	readonly qemuPid: number
	readonly argv: readonly string[]
	readonly evidence: VmEvidence
	/** Milliseconds from QEMU's start to the first command in the guest. */
	readonly bootMs: number
	/** As the spec said: what `captureVm` fills. */
	readonly record: string | undefined
	/** A directory where QEMU may connect. */
	readonly exchange: string
	/** What QEMU takes of the host's memory; undefined where the host does not tell. */
	memory(this: void): Promise<VmMemory | undefined>
	/** Settles when QEMU has ended, wanted or not, with how it did. */
	readonly ended: Promise<string>
	/** Ends the VM as a pulled plug does; its disk is thrown away. Idempotent, never throws. */
	stop(): Promise<StoppedVm>
}

interface Parts {
	readonly spec: VmSpec
	readonly prepared: PreparedVm
	readonly qemu: Supervised
	readonly qmp: Qmp
	readonly guest: Guest
	readonly ssh: GuestAddress
	readonly bootMs: number
	readonly qemuPid: number
	readonly console: Promise<ConsoleState>
}

export function runningVm({
	spec,
	prepared,
	qemu,
	qmp,
	guest,
	ssh,
	bootMs,
	qemuPid,
	console,
}: Parts): RunningVm {
	const { argv, evidence, exchange } = prepared
	const end = async (): Promise<StoppedVm> => {
		await guest.close()
		// QEMU's own way out flushes the console; the supervisor kills what does not take it.
		if (!qmp.closed) await qmp.execute('quit', {}, { deadline: 2_000 }).catch(() => undefined)
		qmp[Symbol.dispose]()
		await qemu.kill()
		return { name: spec.name, evidence, consoleTail: (await console).tail, exit: await qemu.ended }
	}
	let stopping: Promise<StoppedVm> | undefined
	const stop = () => (stopping ??= end())
	return {
		name: spec.name,
		guest,
		ssh,
		qmp,
		qemuPid,
		argv,
		evidence,
		bootMs,
		record: spec.record,
		exchange,
		memory: () => memoryOf(qemuPid),
		ended: qemu.ended,
		stop,
		[Symbol.asyncDispose]: async () => void (await stop()),
	}
}
