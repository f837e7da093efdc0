import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { Client } from 'ssh2'
import { GuestCommandError } from '#results/errors'
import type { Bounded } from '../host/index.ts'
import { execOn } from './exec.ts'
import type { PutOptions } from './guest.ts'

/** Docker's own tarballs are 80 MB and the guest may be emulated. */
const defaultDeadline = 300_000

export async function putFile(
	client: Client,
	lost: AbortSignal,
	source: string | Buffer,
	remotePath: string,
	{ mode = 0o644, signal, deadline = defaultDeadline }: PutOptions = {},
): Promise<void> {
	const stdin = typeof source === 'string' ? createReadStream(source) : source
	const script = 'mkdir -p "$(dirname "$1")" && cat >"$2" && chmod "$3" "$2" && mv -f "$2" "$1"'
	const temporary = `${remotePath}.${randomBytes(4).toString('hex')}`
	const argv = ['sh', '-c', script, 'put', remotePath, temporary, mode.toString(8)]
	const result = await execOn(client, lost, argv, { signal, deadline, stdin })
	if (result.code !== 0)
		throw new GuestCommandError(`${remotePath} could not be written in the guest`, {
			output: result.stderr.toString(),
			hint: 'Is the path a writable place in the guest, and its disk not full?',
		})
}

export async function getFile(
	client: Client,
	lost: AbortSignal,
	remotePath: string,
	{ signal, deadline = defaultDeadline }: Bounded = {},
): Promise<Buffer> {
	const result = await execOn(client, lost, ['cat', '--', remotePath], {
		signal,
		deadline,
	})
	if (result.code === 0) return result.stdout
	throw new GuestCommandError(`${remotePath} could not be read in the guest`, {
		output: result.stderr.toString(),
		hint: 'Does the file exist there?',
	})
}
