import { generateKeyPairSync, randomBytes } from 'node:crypto'

export interface SshKeyPair {
	/** OpenSSH's own PEM format. */
	readonly privateKey: string
	/** One line, as in authorized_keys. */
	readonly publicKey: string
}

/**
 * A fresh ed25519 pair; every VM gets its own for the host and for the harness. Not ssh2's generator: it drops
 * leading zeros, and one pair in 256 is malformed (mscdex/ssh2 #1390).
 */
export function generateSshKeyPair(comment: string): SshKeyPair {
	// Encoded at once: a key that is exported later can stand still for ever in Node 20, when the collector runs meanwhile
	// and waits for the key's own lock (seen in `export({ format: 'jwk' })`).
	const { privateKey, publicKey } = generateKeyPairSync('ed25519', {
		privateKeyEncoding: { type: 'pkcs8', format: 'der' },
		publicKeyEncoding: { type: 'spki', format: 'der' },
	})
	// Both end with the 32 bytes (RFC 8410).
	return encodeKeyPair(privateKey.subarray(-32), publicKey.subarray(-32), comment)
}

const keyType = 'ssh-ed25519'

/** Both halves, 32 bytes each, as OpenSSH writes them (its PROTOCOL.key). */
export function encodeKeyPair(seed: Buffer, publicBytes: Buffer, comment: string): SshKeyPair {
	const publicBlob = Buffer.concat([string(keyType), string(publicBytes)])
	const check = randomBytes(4)
	const secret = Buffer.concat([
		check,
		check,
		publicBlob,
		string(Buffer.concat([seed, publicBytes])),
		string(comment),
	])
	const padding = Buffer.from(Array.from({ length: (8 - (secret.length % 8)) % 8 }, (_, i) => i + 1))
	const body = Buffer.concat([
		Buffer.from('openssh-key-v1\0'),
		string('none'),
		string('none'),
		string(''),
		uint32(1),
		string(publicBlob),
		string(Buffer.concat([secret, padding])),
	])
	const lines = body.toString('base64').replace(/.{70}/g, '$&\n').trimEnd()
	return {
		privateKey: `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}\n-----END OPENSSH PRIVATE KEY-----\n`,
		publicKey: `${keyType} ${publicBlob.toString('base64')} ${comment}`,
	}
}

function uint32(value: number): Buffer {
	const bytes = Buffer.alloc(4)
	bytes.writeUInt32BE(value)
	return bytes
}

function string(value: string | Buffer): Buffer {
	const bytes = Buffer.from(value)
	return Buffer.concat([uint32(bytes.length), bytes])
}
