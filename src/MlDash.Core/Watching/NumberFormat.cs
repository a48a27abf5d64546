namespace MlDash.Watching;

/// <summary>Lines whose numbers are known by their form.</summary>
public enum NumberFormat
{
    /// <summary><c>step=3 loss=0.5</c>.</summary>
    KeyValue,

    /// <summary><c>step: 3, loss: 0.5</c>, also as Hugging Face prints dictionaries: <c>{'loss': 0.5}</c>.</summary>
    KeyColon,

    /// <summary><c>{"step": 3, "loss": 0.5}</c>, an object a line.</summary>
    JsonLines,

    /// <summary><c>3/10 [===] 1s 2ms/step - loss: 0.5</c>.</summary>
    Keras,

    /// <summary><c>30%|###| 3/10 [00:01&lt;00:02, 4.5it/s, loss=0.5]</c>; PyTorch Lightning writes <c>Epoch 2:</c> before it.</summary>
    Tqdm,
}
