import { GuestCommandError } from '#results/errors'
import type { FakeAnswer } from '#vm/guest/testing'
import {
	commandLine,
	type ExecOptions,
	type ExecResult,
	type Guest,
	type GuestCommand,
} from '../guest/index.ts'

/** For tests: a guest without a line to it, for those that are about everything above it. */
export function directGuest(
	answer: (command: string) => Promise<FakeAnswer | undefined> | FakeAnswer | undefined,
): Guest {
	const lost = new AbortController()
	const exec = async (command: GuestCommand, options: ExecOptions = {}): Promise<ExecResult> => {
		options.signal?.throwIfAborted()
		lost.signal.throwIfAborted()
		const {
			stdout = '',
			stderr = '',
			code = 0,
		} = (await answer(commandLine(command, options))) ?? { code: 127 }
		return { stdout, stderr, code, ms: 0 }
	}
	const close = async () => lost.abort(new GuestCommandError('The guest is gone'))
	return {
		lost: lost.signal,
		exec,
		async check(command, options) {
			const result = await exec(command, options)
			if (result.code === 0) return result
			throw new GuestCommandError(`A command exited with ${result.code} in the guest`, {
				output: result.stderr,
			})
		},
		attach: async () => Promise.reject(new GuestCommandError('There is no terminal to it')),
		put: async () => undefined,
		get: async () => Buffer.alloc(0),
		forwardUnixSocket: async () => ({ [Symbol.asyncDispose]: async () => undefined }),
		close,
		[Symbol.asyncDispose]: close,
	}
}
