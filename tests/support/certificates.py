"""A test CA and a certificate under it, by the openssl program."""
import subprocess


def certificates(folder):
    """A test CA and a certificate for 127.0.0.1 under it: (ca.pem, cert.pem, key.pem), made unless they are there."""
    made = folder / "ca.pem", folder / "cert.pem", folder / "key.pem"
    if all(file.exists() for file in made):
        return made

    def openssl(*words):
        subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=folder)
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=test CA", "-keyout", "ca.key", "-out", "ca.pem")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=127.0.0.1",
            "-keyout", "key.pem", "-out", "request.pem")
    (folder / "extensions").write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n")
    openssl("x509", "-req", "-in", "request.pem", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
            "-extfile", "extensions", "-out", "cert.pem")
    return made
