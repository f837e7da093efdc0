import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { request } from 'node:http'
import { DaemonError } from '#results'

/**
 * Loads an image archive into a daemon through its API (POST /images/load).
 * @throws DaemonError with the daemon's answer when it does not say that the image was loaded.
 */
export async function loadImage(
	socketPath: string,
	archive: string,
	{ signal }: { signal: AbortSignal },
): Promise<void> {
	const { size } = await stat(archive)
	const answer = await new Promise<{ status: number; body: string }>((resolve, reject) => {
		const upload = request({
			socketPath,
			method: 'POST',
			path: '/images/load?quiet=1',
			headers: { 'content-type': 'application/x-tar', 'content-length': size },
			signal,
		})
		upload.on('error', reject).on('response', (response) => {
			let body = ''
			response.setEncoding('utf8').on('data', (text: string) => (body += text))
			response.on('end', () => resolve({ status: response.statusCode ?? 0, body })).on('error', reject)
		})
		createReadStream(archive).on('error', reject).pipe(upload)
	}).catch((cause: unknown) => {
		signal.throwIfAborted()
		throw new DaemonError('The probe image could not be sent to the daemon.', { cause })
	})
	if (answer.status !== 200 || !answer.body.includes('Loaded image'))
		throw new DaemonError(`The daemon did not load the probe image: HTTP ${answer.status}.`, {
			output: answer.body,
			hint: 'The daemon’s journal in the cell’s directory says more.',
		})
}
