import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'

export type ControlFault = 'garbage' | 'flood' | 'silence'

/** What a fake VM does wrong. */
export type VmFault =
	/** Its kernel panics before there is an sshd. */
	| { readonly kind: 'boot-fails' }
	/**
	 * There is a port, and nobody ever speaks, or what speaks is no SSH server: some bytes, or bytes without end.
	 * `deadline`: milliseconds that this boot may take; default: the driver's.
	 */
	| {
			readonly kind: 'hangs' | 'ssh-garbage' | 'ssh-flood'
			readonly deadline?: number | undefined
	  }
	/** The host has no room for its disk. */
	| { readonly kind: 'disk-full' }
	/** The snapshot's files are there, and are of no use. */
	| { readonly kind: 'restore-fails' }
	/** It panics, or its process is killed, when it has answered so many commands. */
	| { readonly kind: 'panics' | 'dies'; readonly afterCommands: number }
	/** It answers so many commands, and none after; or in place of the next answer there are bytes that are no SSH. */
	| { readonly kind: 'falls-silent' | 'corrupts'; readonly afterCommands: number }
	/** What should be QEMU's control socket says something else; `deadline` as above. */
	| { readonly kind: 'control'; readonly says: ControlFault; readonly deadline?: number | undefined }

/** In place of SSH, what a connection gets; undefined for faults that sshd has no part in. */
export function insteadOfSsh(fault: VmFault | undefined): ((socket: Socket) => void) | undefined {
	switch (fault?.kind) {
		case 'hangs':
			return () => undefined
		case 'ssh-garbage':
			return (socket) => void socket.end(randomBytes(512))
		case 'ssh-flood':
			return (socket) => {
				const more = (error?: Error | null) => void (error || socket.write('nonsense '.repeat(8_192), more))
				more()
			}
		default:
			return undefined
	}
}
