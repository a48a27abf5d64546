// Runs s3rver with one bucket until standard input ends. Access key and secret are those of its documentation.
const S3rver = require('s3rver');

const server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: process.argv[2], configureBuckets: [{ name: 'mldash' }] });
server.run().then(({ port }) => console.log(`http://127.0.0.1:${port}`));
process.stdin.on('end', () => process.exit(0)).resume();
