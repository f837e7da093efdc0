import type { Readable } from 'node:stream'
import type { Bounded } from '../host/index.ts'
import type { AttachedEnd, AttachOptions } from './terminal.ts'
import type { CommandContext, GuestCommand } from './command-line.ts'

export interface ExecOptions extends Bounded, CommandContext {
	/** Without it the command reads end-of-file. */
	readonly stdin?: string | Buffer | Readable | undefined
}

export interface ExecResult {
	readonly stdout: string
	readonly stderr: string
	/** The exit code; 128 + the number when a signal ended it. */
	readonly code: number
	/** `KILL`, `TERM` … when a signal ended it. */
	readonly signal?: string
	readonly ms: number
}

export interface PutOptions extends Bounded {
	/** File mode, default 0o644. */
	readonly mode?: number | undefined
}

/** A running VM as the harness reaches it: one SSH connection. Default deadline of a command: 60 s. */
export interface Guest extends AsyncDisposable {
	/**
	 * Runs a command. A non-zero exit is a result, not an exception.
	 * @throws GuestCommandError when the connection is lost or the outcome cannot be told; TimeoutError.
	 */
	exec(command: GuestCommand, options?: ExecOptions): Promise<ExecResult>
	/** `exec` that throws a GuestCommandError, with both outputs, when the command fails. */
	check(command: GuestCommand, options?: ExecOptions): Promise<ExecResult>
	/**
	 * Runs a command with the caller's own streams, on a terminal if there is one, until it ends.
	 * @throws GuestCommandError when the guest is gone; InterruptedError.
	 */
	attach(command: GuestCommand, options: AttachOptions): Promise<AttachedEnd>
	/** Writes a file of root's in the guest; a string is a path on the host. The name appears when it is whole. */
	put(source: string | Buffer, remotePath: string, options?: PutOptions): Promise<void>
	get(remotePath: string, options?: Bounded): Promise<Buffer>
	/** Listens on a unix socket of the host; each connection becomes one to the guest's socket. */
	forwardUnixSocket(localPath: string, remotePath: string): Promise<AsyncDisposable>
	/** Aborts, with a GuestCommandError as reason, when the connection is gone. */
	readonly lost: AbortSignal
	/** Idempotent. */
	close(): Promise<void>
}
