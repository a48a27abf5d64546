namespace MlDash.Watching;

/// <summary>Lines whose numbers are known by their form.</summary>
public enum NumberFormat
{
    /// <summary><c>step=3 loss=0.5</c>.</summary>
    KeyValue,

    /// <summary><c>step: 3, loss: 0.5</c>.</summary>
    KeyColon,

    /// <summary><c>{"step": 3, "loss": 0.5}</c>, an object a line.</summary>
    JsonLines,

    /// <summary><c>3/10 [===] 1s 2ms/step - loss: 0.5</c>.</summary>
    Keras,

    /// <summary><c>30%|###| 3/10 [00:01&lt;00:02, 4.5it/s, loss=0.5]</c>.</summary>
    Tqdm,

    /// <summary>The bars of PyTorch Lightning: those of <see cref="Tqdm"/>, with <c>Epoch 2:</c> before them.</summary>
    Lightning,

    /// <summary>The dictionaries of Hugging Face, <c>{'loss': 0.5, 'epoch': 1.0}</c>: the same as <see cref="KeyColon"/>.</summary>
    HuggingFace,

    /// <summary>The tables of Ultralytics YOLO: the last row of each epoch, and the row <c>all</c> of each validation.</summary>
    Yolo,

    /// <summary><c>::metric loss=0.5,step=3::</c>, written as the commands of GitHub Actions; <c>::metric name=loss,step=3::0.5</c> is the same.</summary>
    GitHub,
}
