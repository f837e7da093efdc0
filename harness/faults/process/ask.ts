import { get } from 'node:http'

/** Asks a fake daemon by its socket. Rejects when it does not answer, or with something else. */
export function askDaemon(socketPath: string, path: string): Promise<{ readonly pass?: boolean }> {
	return new Promise((resolve, reject) => {
		const asking = get({ socketPath, path, agent: false }, (response) => {
			let text = ''
			response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
			response.on('error', reject).on('end', () => {
				try {
					resolve(JSON.parse(text) as { pass?: boolean })
				} catch (error) {
					reject(error instanceof Error ? error : new Error(String(error)))
				}
			})
		})
		asking.on('error', reject)
	})
}
