import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { abortError, type Bounded, makeOwnedScratch, removeScratch } from '../../host/index.ts'
import { fairDeadline, followConsole, lastLine, silentConsole } from '../../boot/index.ts'
import { cpuModel } from './cpu.ts'
import * as device from '../devices.ts'
import { usualDevicesOf, type VmHost } from '../../spec.ts'
import { supervise } from '../supervisor.ts'

export type ProbeOutcome =
	| { readonly alive: true; readonly ms: number }
	| { readonly alive: false; readonly why: string; readonly console: string }

/** The probe's own init, or, without an initrd, a kernel that has come as far as looking for one. */
const alive = /rootless-matrix-probe: alive|VFS: Unable to mount root/

/** Boots the kernel with next to nothing and tells whether it came as far as a process. */
export async function bootProbeGuest(
	options: {
		readonly host: VmHost
		readonly vmlinuz: string
		readonly initrd?: string | undefined
	} & Bounded,
): Promise<ProbeOutcome> {
	const { host, vmlinuz, initrd, signal, deadline = 60_000 } = options
	const directory = await makeOwnedScratch('probe')
	const outputFile = join(directory, 'output')
	await writeFile(outputFile, '')
	const started = performance.now()
	const over = new AbortController()
	let state = silentConsole
	let aliveAfter: number | undefined
	const console = followConsole(outputFile, {
		signal: over.signal,
		everyMs: 50,
		onChange(next) {
			state = next
			if (aliveAfter !== undefined || !alive.test(next.tail)) return
			aliveAfter = Math.round(performance.now() - started)
			over.abort()
		},
	})
	// It is waited for below, and may fail before.
	console.catch(() => undefined)
	const qemu = await supervise({
		command: probeArgv(host, vmlinuz, initrd),
		directories: [directory],
		outputFile,
	}).catch(async (error: unknown) => {
		over.abort()
		await removeScratch([directory]).catch(() => undefined)
		throw error
	})
	let exit: string | undefined
	// An answer that a busy host gives would be kept for a quiet one.
	const timer = fairDeadline(deadline, qemu.starved, () => over.abort())
	const onAbort = () => over.abort()
	signal?.addEventListener('abort', onAbort, { once: true })
	if (signal?.aborted) onAbort()
	void qemu.ended.then((how) => {
		exit = how
		over.abort()
	})
	await console.catch(() => undefined)
	timer[Symbol.dispose]()
	signal?.removeEventListener('abort', onAbort)
	await qemu.kill()
	if (aliveAfter !== undefined) return { alive: true, ms: aliveAfter }
	if (signal?.aborted) throw abortError('Probe of the accelerator', signal)
	const line = tellingLine(state.tail) ?? lastLine(state)
	const said = line === undefined ? 'the console stayed silent' : `last: "${line}"`
	const what = host.accelerator === 'kvm' ? '/dev/kvm opens, but under KVM' : 'emulated,'
	const end = exit === undefined ? `no guest came up within ${deadline / 1000} s` : `QEMU ended with ${exit}`
	return { alive: false, why: `${what} ${end} (${said})`, console: state.tail }
}

/** The line of QEMU's output that says what is wrong: registers follow it, or the shell's `Aborted`. */
export const tellingLine = (output: string): string | undefined =>
	/^.*\b(?:error: .*|KVM internal error.*?)\s*$/m.exec(output)?.[0].trim()

function probeArgv(host: VmHost, vmlinuz: string, initrd: string | undefined): string[] {
	const dropTo = process.getuid?.() === 0 ? 'nobody' : undefined
	return [
		host.program,
		...device.machine(host.arch, 256, 1),
		...device.accelerator(host.accelerator),
		...cpuModel(host).args,
		...device.confinement(host.driverVersion, dropTo),
		'-serial',
		'stdio',
		'-kernel',
		vmlinuz,
		...(initrd === undefined ? [] : ['-initrd', initrd]),
		'-append',
		`console=${usualDevicesOf(host.arch).console} panic=-1 mitigations=off`,
	]
}
